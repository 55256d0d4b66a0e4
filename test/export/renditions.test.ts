import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { inspectPicture } from "../../src/renditions/inspect-picture.ts";
import { runHere } from "../running/here.ts";
import { readPublished } from "../running/published.ts";
import { assertExit, assertManifestIsTruth, type CsvRow, makeWorld, type World } from "../running/world.ts";

const thumbnail = ["--rendition", "thumbnail=48x48,max-bytes=10240"];
const badge = ["--rendition", "badge=40x60,fit=contain"];

async function renditionFiles({ out }: World, name: string): Promise<readonly string[]> {
  const names = await readdir(join(out, "renditions", name), { recursive: true });
  return names.filter((one) => one.includes("/")).sort();
}

/** Whether a rendition is the picture that its columns say. */
async function assertPicture({ out }: World, row: CsvRow, name: string, size: string): Promise<void> {
  const bytes = await readFile(join(out, row[`${name}File`] ?? ""));
  const [width, height] = size.split("x").map(Number);
  const limits = { maxBytes: 10_240, maxPixels: 10_000 };
  assert.deepEqual(inspectPicture(bytes, limits), { contentType: "image/jpeg", width, height });
  assert.deepEqual([row[`${name}Width`], row[`${name}Height`]], [String(width), String(height)]);
}

test("A pass makes the renditions that are asked for, and an unchanged photo is not resized again", async (t) => {
  const world = await makeWorld(t, { people: 60, photoBytes: "small" });
  assertExit(await world.passHere([...thumbnail, ...badge]), 0);
  await assertManifestIsTruth(world);
  const first = await readPublished(world);
  const photos = first.rows.size;
  assert.deepEqual(
    first.json.current.columns.slice(17),
    ["thumbnail", "badge"].flatMap((name) =>
      ["File", "Bytes", "Width", "Height", "Checksum"].map((part) => name + part),
    ),
  );
  for (const row of first.rows.values()) {
    await assertPicture(world, row, "thumbnail", "48x48");
    await assertPicture(world, row, "badge", "40x40");
  }
  assert.equal((await world.lastRun()).photos.renditionsMade, 2 * photos);

  const [changed = "", sameBytes = ""] = first.rows.keys();
  const { directory } = world.tenant;
  const other = [...first.rows.values()].find(({ thumbnailChecksum }) => {
    return thumbnailChecksum !== first.rows.get(changed)?.thumbnailChecksum;
  });
  const otherBytes = directory.photoOf(other?.objectId ?? "")?.bytes ?? new Uint8Array();
  directory.setPhoto(changed, { bytes: otherBytes, width: 96, height: 96 });
  const bytes = directory.photoOf(sameBytes)?.bytes ?? new Uint8Array();
  directory.setPhoto(sameBytes, { bytes, width: 96, height: 96 });
  assertExit(await world.passHere([...thumbnail, ...badge]), 0);
  const second = await readPublished(world);
  const run = await world.lastRun();
  assert.deepEqual([run.photos.downloaded, run.photos.renditionsMade], [2, 2]);
  assert.deepEqual(
    second.changes.map(({ objectId, changeType, reason }) => [objectId, changeType, reason]),
    [[changed, "Modify", "photo"]],
  );
  assert.notEqual(second.rows.get(changed)?.thumbnailFile, first.rows.get(changed)?.thumbnailFile);

  const verified = await runHere(["verify", world.out]);
  assertExit(verified, 0);
  assert.match(verified.stdout, new RegExp(`${photos} photos and ${2 * photos} renditions checked`));
});

test("A changed rendition setting remakes that rendition alone, from the files at hand, and says so", async (t) => {
  const world = await makeWorld(t, { people: 60, photoBytes: "small" });
  assertExit(await world.passHere([...thumbnail, ...badge]), 0);
  const first = await readPublished(world);
  const photos = first.rows.size;

  const changing = await world.passHere([...thumbnail, "--rendition", "badge=32x32"]);
  assertExit(changing, 0);
  assert.match(changing.stderr, /The rendition badge is made anew from the photos at hand/);
  const second = await readPublished(world);
  assert.deepEqual(
    new Set(second.changes.map(({ changeType, reason }) => `${changeType} ${reason}`)),
    new Set(["Modify photo"]),
  );
  assert.equal(second.changes.length, photos);
  const run = await world.lastRun();
  assert.deepEqual([run.photos.downloaded, run.photos.renditionsMade], [0, photos]);
  for (const [id, row] of second.rows) {
    assert.equal(row.thumbnailFile, first.rows.get(id)?.thumbnailFile);
    assert.equal(row.badgeWidth, "32");
  }
  // Files of the manifest before stay for slow readers.
  assert.equal((await renditionFiles(world, "badge")).length, 2 * photos);

  const dropping = await world.passHere([...thumbnail, "--keep-files", "0"]);
  assertExit(dropping, 0);
  assert.match(dropping.stderr, /The rendition badge is no longer made/);
  const third = await readPublished(world);
  assert.deepEqual(
    third.json.current.columns.slice(17).map((name) => name.slice(0, 9)),
    Array(5).fill("thumbnail"),
  );
  assert.deepEqual(await renditionFiles(world, "badge"), []);
  assert.equal((await renditionFiles(world, "thumbnail")).length, photos);
  assertExit(await world.passHere([...thumbnail, "--keep-files", "0"]), 0);
  assert.deepEqual((await readPublished(world)).changes, []);
  assertExit(await runHere(["verify", world.out]), 0);
});

test("Whoever has a rendition that cannot be made keeps photo and renditions; somebody new gets the photo alone", async (t) => {
  const world = await makeWorld(t, { people: 40, photoBytes: "small" });
  const { directory, faults } = world.tenant;
  assertExit(await world.passHere(thumbnail), 0);
  const first = await readPublished(world);
  const [known = ""] = first.rows.keys();
  directory.setPhoto(known, { bytes: damagedJpeg(directory.photoOf(known)?.bytes), width: 96, height: 96 });
  const fresh = directory.addPerson({
    photo: { bytes: damagedJpeg(directory.photoOf(known)?.bytes), width: 96, height: 96 },
  });
  assertExit(await world.passHere(thumbnail), 4);
  const second = await readPublished(world);
  assert.deepEqual(second.rows.get(known), first.rows.get(known));
  const row = second.rows.get(fresh);
  assert.match(row?.file ?? "", /^photos\//);
  assert.equal(row?.thumbnailFile, "");
  const { failures } = await world.lastRun();
  assert.deepEqual(
    new Map(failures.map(({ objectId, reason }) => [objectId, reason])),
    new Map([
      [known, "picture:undecodable"],
      [fresh, "picture:undecodable"],
    ]),
  );

  directory.setPhoto(known);
  directory.setPhoto(fresh);
  faults.clear();
  assertExit(await world.passHere(thumbnail), 0);
  const third = await readPublished(world);
  for (const id of [known, fresh]) assert.match(third.rows.get(id)?.thumbnailFile ?? "", /^renditions\/thumbnail\//);
  await assertManifestIsTruth(world);

  const impossible = await world.passHere(["--rendition", "thumbnail=48x48,max-bytes=50"]);
  assertExit(impossible, 4);
  assert.deepEqual((await readPublished(world)).changes, []);
  assert.equal((await world.lastRun()).failures[0]?.reason, "rendition:doesNotFit");
});

/** The same picture with zeros in the midst of its scan: whole by its markers, and not to be decoded without damage. */
function damagedJpeg(jpeg: Uint8Array = new Uint8Array()): Uint8Array {
  const copy = Uint8Array.from(jpeg);
  copy.fill(0, copy.length - 400, copy.length - 100);
  return copy;
}

test("A photo that is no JPEG becomes one, keeps its etag, and comes back as it was without --transcode", async (t) => {
  const world = await makeWorld(t, { people: 40, photoBytes: "small" });
  const { directory, samples } = world.tenant;
  const person = directory.addPerson({
    photo: { bytes: samples.png, contentType: "image/png", width: 120, height: 120 },
  });
  assertExit(await world.passHere(), 0);
  const row = (await readPublished(world)).rows.get(person);
  assert.deepEqual([row?.contentType, row?.width, row?.height], ["image/jpeg", "120", "120"]);
  assert.equal(row?.etag, directory.photoOf(person)?.etag);
  assert.equal((await world.lastRun()).photos.transcoded, 1);

  assertExit(await world.passHere(), 0);
  assert.deepEqual((await readPublished(world)).changes, []);
  assert.equal((await world.lastRun()).photos.downloaded, 0);

  assertExit(await world.passHere(["--transcode=false"]), 0);
  const kept = (await readPublished(world)).rows.get(person);
  assert.equal(kept?.checksum, createHash("sha256").update(samples.png).digest("hex"));
  assertExit(await world.passHere(), 0);
  assert.equal((await world.lastRun()).photos.downloaded, 0, "made of the file at hand");
  assert.equal((await readPublished(world)).rows.get(person)?.checksum, row?.checksum);
});

test("A damaged rendition is found by verify and made again, from its photo where that is sound", async (t) => {
  const world = await makeWorld(t, { people: 40, photoBytes: "small" });
  assertExit(await world.passHere(thumbnail), 0);
  const first = await readPublished(world);
  const [one, other] = [...first.rows.values()];
  await rm(join(world.out, one?.thumbnailFile ?? ""));
  await writeFile(join(world.out, other?.thumbnailFile ?? ""), "no picture");
  const broken = await runHere(["verify", world.out]);
  assertExit(broken, 7);
  assert.match(broken.stdout, /missing {4}renditions\/thumbnail\//);
  assert.match(broken.stdout, /size {7}renditions\/thumbnail\//);
  assertExit(await runHere(["verify", world.out, "--repair", ...world.access]), 0);
  const repaired = await readPublished(world);
  assert.deepEqual(repaired.rows, first.rows);

  assertExit(await world.passHere(["--checksum", "md5", ...thumbnail]), 0);
  const rehashed = await readPublished(world);
  assert.equal((await world.lastRun()).photos.renditionsMade, 0);
  assert.equal(rehashed.rows.get(one?.objectId ?? "")?.thumbnailChecksum?.length, 32);
});

test("A state that is rebuilt from what is published knows its renditions again", async (t) => {
  const world = await makeWorld(t, { people: 40, photoBytes: "small" });
  const args = [...thumbnail, "--columns", "phash"];
  assertExit(await world.passHere(args), 0);
  const before = await readPublished(world);
  const [damaged] = before.rows.values();
  await writeFile(join(world.out, damaged?.thumbnailFile ?? ""), "no picture");
  for (const suffix of ["", "-wal", "-shm"]) await rm(join(world.out, `.exophotos/state.db${suffix}`), { force: true });
  assertExit(await world.passHere([...args, "--rebuild-state"]), 0);
  assert.deepEqual((await readPublished(world)).rows, before.rows);
  assert.equal((await world.lastRun()).photos.renditionsMade, 1);
  assertExit(await world.passHere([...args, "--only", damaged?.objectId ?? ""]), 0);
});

test("--columns phash gives each photo a hash of its look, also without renditions and for photos at hand", async (t) => {
  const world = await makeWorld(t, { people: 40, photoBytes: "small" });
  assertExit(await world.passHere(), 0);
  assertExit(await world.passHere(["--columns", "phash", "--columns", "department"]), 0);
  assert.equal((await world.lastRun()).photos.downloaded, 0);
  const { rows } = await readPublished(world);
  for (const { phash } of rows.values()) assert.match(phash ?? "", /^[0-9a-f]{16}$/);
  assert.ok(new Set([...rows.values()].map(({ phash }) => phash)).size > 1);
});

test("A dry run makes renditions to say what would change, and writes nothing", async (t) => {
  const world = await makeWorld(t, { people: 40, photoBytes: "small" });
  assertExit(await world.passHere(), 0);
  const dry = await world.passHere([...thumbnail, "--dry-run", "--json"]);
  assertExit(dry, 0);
  const rows = (await readPublished(world)).rows.size;
  assert.equal(JSON.parse(dry.stdout).planned.length, rows);
  await assert.rejects(readdir(join(world.out, "renditions")), { code: "ENOENT" });
});

test("--only with other renditions than published is refused", async (t) => {
  const world = await makeWorld(t, { people: 20, photoBytes: "small" });
  assertExit(await world.passHere(thumbnail), 0);
  const [person = ""] = (await readPublished(world)).rows.keys();
  const refused = await world.passHere(["--only", person]);
  assertExit(refused, 2);
  assert.match(refused.stderr, /--rendition as they were/);
});
