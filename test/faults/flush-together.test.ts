import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdir, readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { assertExit, assertManifestIsTruth, makeWorld, readManifest, type World } from "../running/world.ts";

const skip = process.platform === "linux" ? false : "only Linux flushes a file system at once";
const moduleOf = (name: string) => pathToFileURL(join(import.meta.dirname, name)).href;
const module = moduleOf("watched-flush.ts");

/** A pass whose flushes are written down, a line each. */
async function watchedPass(world: World, env: Readonly<Record<string, string>> = {}, args: readonly string[] = []) {
  const FLUSH_LOG = join(world.folder, "flushes.log");
  const end = await world.pass(args, { nodeOptions: ["--import", module], env: { FLUSH_LOG, ...env } });
  const lines = (await readFile(FLUSH_LOG, "utf8")).trimEnd().split("\n");
  return { end, events: lines.map((line) => line.split(" ")) };
}

test("Every photo is on the disk before the manifest that lists it is, the first ones by themselves and the others together", {
  skip,
}, async (t) => {
  const world = await makeWorld(t, { people: 300, photoBytes: "small" });
  const { end, events } = await watchedPass(world);
  assertExit(end, 0);
  await assertManifestIsTruth(world);
  const at = (...words: readonly string[]) => events.findIndex((event) => words.every((word, i) => event[i] === word));
  const published = events.findIndex(([what, , to]) => what === "rename" && to === join(world.out, "manifest.csv"));
  const flushedAll = at("syncfs", "--file-system", world.out);
  assert.ok(flushedAll >= 0 && flushedAll < published, `flushed at ${flushedAll}, published at ${published}`);
  assert.equal(events.filter(([what]) => what === "syncfs").length, 1);

  const rows = await readManifest(world);
  assert.ok(rows.length > 100);
  let alone = 0;
  for (const { file = "" } of rows) {
    const named = events.findIndex(([what, , to]) => what === "rename" && to === join(world.out, file));
    const [, from = ""] = events[named] ?? [];
    const flushed = at("sync", from);
    assert.ok((flushed >= 0 && flushed < named) || (named >= 0 && named < flushedAll), `${file} is not flushed`);
    if (flushed >= 0) alone += 1;
  }
  assert.equal(alone, 64);
});

for (const [how, refusals] of [
  ["once, as Linux tells of a write that failed", 1],
  ["again and again", 99],
] as const) {
  test(`When the disk refuses to take the photos, ${how}, nothing is published, and the next pass fetches and writes them again`, {
    skip,
  }, async (t) => {
    const world = await makeWorld(t, { people: 300, photoBytes: "small" });
    const { end } = await watchedPass(world, { REFUSE_FLUSH: String(refusals) });
    assertExit(end, 9);
    await assert.rejects(readFile(join(world.out, "manifest.csv")), /ENOENT/);

    assertExit(await world.passHere(), 0);
    await assertManifestIsTruth(world);
    const rows = await readManifest(world);
    assert.equal((await world.lastRun()).photos.downloaded, rows.length);
  });
}

test("When the disk refuses to take the photos, those stay that a publish has listed which was killed right after", {
  skip,
}, async (t) => {
  const world = await makeWorld(t, { people: 100, photoBytes: "small" });
  const args = ["--rendition", "badge=48x48"];
  const killed = await world.pass(args, {
    nodeOptions: ["--import", moduleOf("fatal-operation.ts")],
    env: { FATAL_ROOT: world.folder, FATAL_OPERATION: "rename out/changes.csv" },
  });
  assert.equal(killed.signal, "SIGKILL");
  const changesCsv = join(world.out, "changes.csv");
  await mkdir(join(changesCsv, "in the way of what is left to do"), { recursive: true });
  const { end } = await watchedPass(world, { REFUSE_FLUSH: "99" }, args);
  assertExit(end, 9);
  await rm(changesCsv, { recursive: true });
  for (const { badgeFile = "" } of await readManifest(world)) assert.ok(existsSync(join(world.out, badgeFile)));
  await assertManifestIsTruth(world);

  assertExit(await world.passHere(args), 0);
  await assertManifestIsTruth(world);
  assert.equal((await world.lastRun()).photos.downloaded, 0);
});

test("The name of a photo that is fetched again for its file is on the disk when the pass ends", {
  skip,
}, async (t) => {
  const world = await makeWorld(t, { people: 20, photoBytes: "small" });
  assertExit(await world.passHere(), 0);
  const [row] = await readManifest(world);
  const photo = join(world.out, row?.file ?? "");
  await rm(photo);
  const { end, events } = await watchedPass(world, {}, ["--full"]);
  assertExit(end, 0);
  await assertManifestIsTruth(world);
  const named = events.findIndex(([what, , to]) => what === "rename" && to === photo);
  const flushed = events.findLastIndex(([what, path]) => what === "sync" && path === dirname(photo));
  assert.ok(named >= 0 && flushed > named, `named at ${named}, flushed at ${flushed}`);
});
