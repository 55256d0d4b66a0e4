import assert from "node:assert/strict";
import { appendFile } from "node:fs/promises";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { assertExit, type CsvRow, makeWorld, readManifest, type World } from "../../running/world.ts";
import { loseRendition } from "../lose-rendition.ts";
import { mimHost, psmaVersions } from "../mim-host.ts";
import { assertGood, byId, makeScripts, objectOf } from "./import-run.ts";

const thumbnail = ["--rendition", "thumbnail=96x96,max-bytes=10240"];

async function exportedWorld(t: TestContext, args: readonly string[]): Promise<World> {
  const world = await makeWorld(t, { people: 20, photoBytes: "small", photoShare: 0.7 });
  assertExit(await world.passHere(["--rows", "people", ...args]), 0);
  return world;
}

/** A row as it would be if the rendition were the photo. */
function asThumbnail(row: CsvRow): CsvRow {
  const { thumbnailFile: file = "", thumbnailBytes: bytes = "", thumbnailChecksum: checksum = "" } = row;
  const { thumbnailWidth: width = "", thumbnailHeight: height = "", modified = "" } = row;
  return { ...row, file, bytes, checksum, width, height, modified: file === "" ? "" : modified };
}

test("Scripts for a rendition import its bytes, checksum and size, and nothing of the photo", async (t) => {
  const host = await mimHost(t);
  if (host === undefined) return;
  const world = await exportedWorld(t, thumbnail);
  const rows = await readManifest(world);
  const [first] = rows.filter(({ file }) => file !== "");
  assert.notEqual(first?.checksum, first?.thumbnailChecksum);
  const scripts = await makeScripts(t, { out: world.out, photo: "thumbnail" });
  for (const version of psmaVersions) {
    const run = await scripts.run(host, { version, pageSize: 7 });
    assertGood(run, 7, rows.length);
    assert.deepEqual(byId(run.objects), new Map(rows.map((row) => [row.objectId, objectOf(asThumbnail(row))])));
  }
});

test("Somebody whose rendition is not made yet is an object without a photo, and no error of the run", async (t) => {
  const host = await mimHost(t);
  if (host === undefined) return;
  const world = await exportedWorld(t, thumbnail);
  const lacking = (await readManifest(world)).find(({ file }) => file !== "")?.objectId ?? "";
  await loseRendition(world, lacking, "thumbnail");
  const rows = await readManifest(world);
  const scripts = await makeScripts(t, { out: world.out, photo: "thumbnail" });
  for (const version of psmaVersions) {
    const run = await scripts.run(host, { version });
    assertGood(run, 100, rows.length);
    const objects = byId(run.objects);
    const names = Object.keys(objects.get(lacking) ?? {});
    assert.deepEqual([names.includes("mail"), names.filter((name) => name.startsWith("EXO"))], [true, []]);
    assert.deepEqual(objects, new Map(rows.map((row) => [row.objectId, objectOf(asThumbnail(row))])));
  }
});

test("A damaged rendition is an error of its object", async (t) => {
  const host = await mimHost(t);
  if (host === undefined) return;
  const world = await exportedWorld(t, thumbnail);
  const damaged = (await readManifest(world)).find(({ file }) => file !== "");
  await appendFile(join(world.out, damaged?.thumbnailFile ?? ""), "x");
  const scripts = await makeScripts(t, { out: world.out, photo: "thumbnail" });
  const object = byId((await scripts.run(host)).objects).get(damaged?.objectId ?? "");
  assert.equal(object?.["[ErrorName]"]?.value, "photo-damaged");
  assert.ok(object?.["[ErrorDetail]"]?.value?.includes(damaged?.thumbnailFile ?? "?"));
});

test("An export without the rendition fails the import, which says how to get it", async (t) => {
  const host = await mimHost(t);
  if (host === undefined) return;
  const world = await exportedWorld(t, []);
  const scripts = await makeScripts(t, { out: world.out, photo: "thumbnail" });
  for (const version of psmaVersions) {
    const { end, objects } = await scripts.run(host, { version });
    assert.match(end?.error ?? "", /has no column thumbnailFile, .* export with --rendition thumbnail=WIDTHxHEIGHT/);
    assert.deepEqual(objects, []);
  }
});
