import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { exitCodes } from "../../src/cli/exit-codes.ts";
import { startBoundary } from "../../src/schedule/start-boundary.ts";
import { taskProblem } from "../../src/schedule/task-problem.ts";
import { encodeTask, taskXml } from "../../src/schedule/task-xml.ts";
import { isoDuration, timeLimitFor } from "../../src/schedule/time-limit.ts";
import { argumentLine } from "../../src/schedule/windows-quoting.ts";
import { temporaryFolder } from "../settings/temporary-folder.ts";
import { assertFitsSchema, readTask, understand } from "./read-task.ts";
import { awkwardWords, sampleRun } from "./sample-run.ts";
import { windowsArgv } from "./windows-argv.ts";

const start = "2026-01-31T02:00:00";

test("The rules of CommandLineToArgvW, as this test reads them, give what Microsoft's examples give", () => {
  assert.deepEqual(windowsArgv('"abc" d e'), ["abc", "d", "e"]);
  assert.deepEqual(windowsArgv('a\\\\b d"e f"g h'), ["a\\\\b", "de fg", "h"]);
  assert.deepEqual(windowsArgv('a\\\\\\"b c d'), ['a\\"b', "c", "d"]);
  assert.deepEqual(windowsArgv('a\\\\\\\\"b c" d e'), ["a\\\\b c", "d", "e"]);
});

test("Whatever words a command has, Windows finds the same ones in the task", () => {
  const piece = fc.constantFrom(" ", '"', "\\", "&", "<", ">", "'", "%", "\t", "]]>", "&amp;", "a", "ß");
  const word = fc.oneof(
    fc.array(piece).map((pieces) => pieces.join("")),
    fc.string({ unit: "grapheme" }),
  );
  fc.assert(
    fc.property(fc.array(word), (words) => {
      assert.deepEqual(windowsArgv(argumentLine(words)), words);
      assert.deepEqual(understand(taskXml(sampleRun({ words }), start)).words, words);
    }),
    { numRuns: 1000, examples: [[awkwardWords]] },
  );
});

for (const rhythm of [
  { kind: "daily", hour: 23, minute: 5 },
  { kind: "every", minutes: 1 },
  { kind: "every", minutes: 1440 },
] as const) {
  const name = rhythm.kind === "daily" ? "daily" : `every ${rhythm.minutes} minutes`;
  test(`A task that runs ${name}, with awkward names, fits the schema of Task Scheduler 1.2`, async (t) => {
    const file = join(await temporaryFolder(t), "task.xml");
    const run = sampleRun({ rhythm, words: awkwardWords, principal: "R&D\\svc$", workingDirectory: "D:\\A & <B>" });
    await writeFile(file, encodeTask(taskXml(run, start)));
    assertFitsSchema(t, file);
    const task = readTask(file);
    assert.deepEqual(task.words, awkwardWords);
    assert.equal(task.text("UserId"), "R&D\\svc$");
    assert.equal(task.text("WorkingDirectory"), "D:\\A & <B>");
  });
}

test("A task runs with the least rights, catches up, never twice at once, and does not mind the battery", () => {
  const task = understand(taskXml(sampleRun(), start));
  const expected = {
    UserId: "CONTOSO\\photos$",
    LogonType: "Password",
    RunLevel: "LeastPrivilege",
    MultipleInstancesPolicy: "IgnoreNew",
    DisallowStartIfOnBatteries: "false",
    StopIfGoingOnBatteries: "false",
    StartWhenAvailable: "true",
    ExecutionTimeLimit: "PT255M",
    Command: '"C:\\Program Files\\exophotos\\exophotos.exe"',
    WorkingDirectory: "C:\\Program Files\\exophotos",
    StartBoundary: start,
    DaysInterval: "1",
  };
  for (const [name, text] of Object.entries(expected)) assert.equal(task.text(name), text, name);
});

test("A task may run for its deadline and a quarter of an hour, and for 72 hours without a deadline", () => {
  const limit = (deadlineMs: number | undefined) => isoDuration(timeLimitFor(deadlineMs).minutes);
  assert.equal(limit(undefined), "PT72H");
  assert.equal(limit(4 * 3_600_000), "PT255M");
  assert.equal(limit(1), "PT16M");
  assert.equal(limit(45 * 60_000), "PT1H");
});

test("A start is the next one in local time without an offset, also at an hour that today does not have", () => {
  const at = (hour: number, minute: number) => new Date(2026, 0, 31, hour, minute, 30).getTime();
  const daily = { kind: "daily", hour: 2, minute: 30 } as const;
  assert.equal(startBoundary(daily, at(2, 29)), "2026-01-31T02:30:00");
  assert.equal(startBoundary(daily, at(2, 30)), "2026-02-01T02:30:00");
  assert.equal(startBoundary({ kind: "every", minutes: 15 }, at(2, 29)), "2026-01-31T02:30:00");
  assert.equal(startBoundary({ kind: "every", minutes: 1440 }, at(2, 29)), "2026-02-01T00:00:00");
  assert.equal(startBoundary({ kind: "every", minutes: 7 }, at(23, 59)), "2026-02-01T00:02:00");
  const zone = process.env.TZ;
  process.env.TZ = "Europe/Berlin";
  try {
    const nightOfChange = new Date(2026, 2, 29, 0, 30).getTime();
    assert.equal(startBoundary(daily, nightOfChange), "2026-03-29T02:30:00");
  } finally {
    if (zone === undefined) delete process.env.TZ;
    else process.env.TZ = zone;
  }
});

test("What Task Scheduler would read as a variable, and a path that is too long for it, is refused", () => {
  assert.equal(taskProblem(sampleRun({ words: ["--filter=100% of us", "--delimiter=%"] })), undefined);
  assert.match(taskProblem(sampleRun({ words: ["--out=D:\\%TEMP%\\x"] })) ?? "", /^--out holds %TEMP%/);
  assert.match(taskProblem(sampleRun({ words: ["--out=D:\\$(Arg0)"] })) ?? "", /^--out holds \$\(Arg0\)/);
  assert.match(
    taskProblem(sampleRun({ workingDirectory: `C:\\${"x".repeat(258)}` })) ?? "",
    /working directory is longer/,
  );
  assert.match(taskProblem(sampleRun({ program: '/opt/a"b' })) ?? "", /has a quote/);
});

test("No exit code can be taken for one of Task Scheduler's own (0x413xx)", () => {
  for (const code of Object.values(exitCodes)) assert.ok(code >= 0 && code < 0x41300, String(code));
});
