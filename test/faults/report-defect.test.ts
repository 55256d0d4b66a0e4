import assert from "node:assert/strict";
import { test } from "node:test";
import { errorOf, logLines } from "../running/said.ts";
import { assertExit, makeWorld } from "../running/world.ts";

/** Lets a defect come up in the writing of a report. */
const brokenPage = `data:text/javascript,
  import { createRequire, syncBuiltinESMExports } from "node:module";
  const files = createRequire("file:///")("node:fs/promises");
  const read = files.readFile;
  files.readFile = (path, ...more) => {
    if (String(path).includes("/report/page/")) throw new TypeError("of the page");
    return read(path, ...more);
  };
  syncBuiltinESMExports();`;

test("A defect in the report neither changes nor hides what the pass came to", async (t) => {
  const world = await makeWorld(t, { people: 40, photoBytes: "small" });
  const nodeOptions = ["--import", brokenPage];
  const report = ["--report", `${world.folder}/report.html`];
  const good = await world.pass([...report, "--json"], { nodeOptions });
  assertExit(good, 1);
  assert.equal(JSON.parse(good.stdout).result, "published");
  assert.match(String(errorOf(good, 1).what), /A defect of exophotos: TypeError: of the page/);
  assert.equal((await world.lastRun()).exitCode, 0);

  for (const { objectId } of world.tenant.directory.truth()) world.tenant.directory.removePhoto(objectId);
  const stopped = await world.pass([...report, "--json"], { nodeOptions });
  assertExit(stopped, 5);
  assert.equal(errorOf(stopped, 5).code, "guardStopped");
  assert.equal(JSON.parse(stopped.stdout).result, "stoppedByGuard");
  assert.ok(logLines(stopped).some(({ msg }) => /report.html could not be written, by a defect/.test(String(msg))));
});
