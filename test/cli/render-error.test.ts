import assert from "node:assert/strict";
import { test } from "node:test";
import { renderError } from "../../src/cli/render-error.ts";
import { ExophotosError } from "../../src/errors.ts";

test("Anything unknown is called a defect and points to --verbose for its stack", () => {
  const { text, exitCode } = renderError(new TypeError("x is not a function"), {
    verbose: false,
    asLogLineAt: undefined,
  });
  assert.equal(exitCode, 1);
  assert.match(text, /A defect of exophotos: TypeError: x is not a function/);
  assert.match(text, /--verbose/);
  assert.doesNotMatch(text, /render-error\.test/);
});

test("--verbose shows the stack with its causes", () => {
  const error = new ExophotosError("locked", { out: "/photos" }, new Error("database is locked"));
  const { text } = renderError(error, { verbose: true, asLogLineAt: undefined });
  assert.match(text, /render-error\.test/);
  assert.match(text, /Caused by: Error: database is locked/);
});

test("Something thrown that is no error is a defect too", () => {
  assert.match(renderError("text", { verbose: true, asLogLineAt: undefined }).text, /A defect of exophotos: text/);
});

test("As JSON it is one line with code, facts and words", () => {
  const { text } = renderError(new ExophotosError("locked", { out: "/photos" }), {
    verbose: false,
    asLogLineAt: "2026-01-02T03:04:05.000Z",
  });
  assert.equal(text.indexOf("\n"), text.length - 1);
  const line: unknown = JSON.parse(text);
  assert.deepEqual(line, {
    level: "error",
    event: "error",
    code: "locked",
    exitCode: 6,
    time: "2026-01-02T03:04:05.000Z",
    msg: "Another pass is working on /photos.",
    todo: "Wait until it has ended, or stop it. A pass that was killed leaves no lock behind.",
    facts: { out: "/photos" },
  });
});

test("Characters that a terminal would obey are not printed", () => {
  const error = new ExophotosError("personUnknown", { person: "\u001b[2Ja@b.c", out: "/photos" });
  assert.ok(!renderError(error, { verbose: false, asLogLineAt: undefined }).text.includes("\u001b"));
});
