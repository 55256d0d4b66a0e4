import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { after, describe, it } from "node:test";
import { hasCode } from "../../src/errors.ts";
import { createLog } from "../../src/platform/log.ts";

describe("the log", () => {
  const directory = mkdtempSync(join(tmpdir(), "exophotos-log-"));
  after(() => rmSync(directory, { recursive: true }));

  function readLines(path: string): Record<string, unknown>[] {
    return readFileSync(path, "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
  }

  it("writes a line of JSON each: ISO time, level by name, what is common, facts, message", async () => {
    const path = join(directory, "lines.ndjson");
    const log = createLog({ destination: path, level: "info", base: { pass: "p1" } });
    log.debug({}, "too small");
    log.info({ people: 3 }, "listed");
    log.error({ err: new Error("broken") }, "failed");
    const [listed, failed, ...rest] = readLines(path);
    assert.deepEqual({ ...listed, time: "" }, { level: "info", time: "", pass: "p1", people: 3, msg: "listed" });
    assert.match(String(listed?.time), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    assert.equal(failed?.level, "error");
    assert.match(JSON.stringify(failed?.err), /broken/);
    assert.deepEqual(rest, []);
    await log.close();
  });

  it("appends to a file that is there", async () => {
    const path = join(directory, "twice.ndjson");
    for (const message of ["first", "second"]) {
      const log = createLog({ destination: path, level: "info" });
      log.warn({}, message);
      await log.close();
    }
    assert.deepEqual(
      readLines(path).map((line) => line.msg),
      ["first", "second"],
    );
  });

  it("holds no credential, however it is nested", async () => {
    const path = join(directory, "secrets.ndjson");
    const log = createLog({ destination: path, level: "debug" });
    const value = "hush";
    log.info({ token: value, request: { headers: { authorization: value, "proxy-authorization": value } } }, "call");
    log.info(
      { settings: { credential: { clientSecret: value, password: value } }, secret: value, people: 1 },
      "settings",
    );
    await log.close();
    assert.doesNotMatch(readFileSync(path, "utf8"), /hush/);
    assert.equal(readLines(path)[1]?.people, 1);
  });

  it("writes to a stream and leaves it open", async () => {
    const stream = new PassThrough();
    const log = createLog({ destination: stream, level: "info" });
    log.info({}, "hello");
    const closed = log.close();
    assert.match(String(stream.read()), /"msg":"hello"/);
    await closed;
    assert.ok(stream.writable);
  });

  it("says when its file cannot be opened", () => {
    const path = join(directory, "no", "such", "folder.ndjson");
    assert.throws(
      () => createLog({ destination: path, level: "info" }),
      (error) => hasCode(error, "outputFailed") && error.facts.path === path && error.facts.errno === "ENOENT",
    );
  });
});
