import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { readPublished } from "../running/published.ts";
import { logLines } from "../running/said.ts";
import { until } from "../running/until.ts";
import { assertExit, assertManifestIsTruth, makeWorld } from "../running/world.ts";

for (const name of ["changes.csv", "last-run.json"]) {
  test(`Ctrl-C while ${name} is waited for, which somebody has open, does not make a published pass one that was not`, async (t) => {
    const world = await makeWorld(t, { people: 40, photoBytes: "small" });
    const [HELD_FILE, HELD_LOG] = [join(world.out, name), join(world.folder, "held.log")];
    const nodeOptions = ["--import", pathToFileURL(join(import.meta.dirname, "held-file.ts")).href];
    const running = world.startPass([], { nodeOptions, env: { HELD_FILE, HELD_LOG } });
    await until(`${name} being waited for`, () => existsSync(HELD_LOG), running);
    running.child.kill("SIGINT");
    const end = await running.ended;
    assertExit(end, 0);
    await assertManifestIsTruth(world);
    assert.doesNotMatch(end.stderr, /nothing was published/i);
    const refused = logLines(end).find((line) => line.notice === "diskRefused");
    assert.deepEqual([refused?.path, refused?.errno], [HELD_FILE, "EINTR"]);
    assertExit(await world.passHere(), 0);
    assert.deepEqual((await readPublished(world)).changes, []);
  });
}
