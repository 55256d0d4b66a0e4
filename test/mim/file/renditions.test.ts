import assert from "node:assert/strict";
import { appendFile, readFile } from "node:fs/promises";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { assertExit, type CsvRow, readManifest } from "../../running/world.ts";
import { loseRendition } from "../lose-rendition.ts";
import { type Exported, exported, idAt } from "./exported.ts";

const full = ["--type", "full"];
const ldif = ["--format", "ldif", ...full];
const ad = [...ldif, "--preset", "ad", "--dn", "CN={objectId},DC=contoso"];

async function withThumbnails(t: TestContext): Promise<Exported> {
  const exports = await exported(t, { people: 12, photoBytes: "small" });
  await exports.pass("--rendition", "thumbnail=96x96,max-bytes=10240", "--columns", "department");
  return exports;
}

/** Lines of one record, unfolded. */
async function recordIn({ to }: Exported, objectId = ""): Promise<readonly string[]> {
  const text = (await readFile(to, "utf8")).replaceAll("\r\n ", "");
  const record = text.split("\r\n\r\n").find((lines) => lines.includes(`dn: CN=${objectId},`));
  return record?.split("\r\n") ?? [];
}

async function base64Of({ world }: Exported, file = ""): Promise<string> {
  return (await readFile(join(world.out, file))).toString("base64");
}

test("Delimited files have the renditions' columns where manifest.csv has them, and a rendition's bytes on request", async (t) => {
  const exports = await withThumbnails(t);
  const { world, rows, to } = exports;
  const manifest = await readManifest(world);
  await rows("--format", "delimited", ...full);
  assert.deepEqual(await readFile(to), await readFile(join(world.out, "manifest.csv")));

  for (const format of ["delimited", "csv-connector"]) {
    const all = await rows("--format", format, ...full, "--photo", "thumbnail");
    assert.equal(all.length, manifest.length);
    for (const [index, { thumbnail = "", ...row }] of all.entries()) {
      assert.deepEqual(row, manifest[index], format);
      assert.equal(thumbnail, await base64Of(exports, row.thumbnailFile), format);
    }
    const template = await rows("--format", format, ...full, "--photo", "thumbnail", "--template");
    assert.deepEqual(Object.keys(template[0] ?? {}), Object.keys(all[0] ?? {}));
    for (const row of template) assert.ok(Object.values(row).every((value) => value !== ""));
  }
});

test("LDIF brings the photo and a rendition to two attributes, each with its own checksum", async (t) => {
  const exports = await withThumbnails(t);
  const maps = ["jpegPhoto=photo", "thumbnailPhoto=thumbnail", "big=checksum", "small=thumbnailChecksum"];
  assertExit(await exports.file(...ldif, ...maps.flatMap((map) => ["--map", map]), "--to", exports.to), 0);
  for (const row of await readManifest(exports.world)) {
    assert.deepEqual(await recordIn(exports, row.objectId), [
      `dn: CN=${row.objectId},O=exophotos`,
      "objectClass: EXOUser",
      `jpegPhoto:: ${await base64Of(exports, row.file)}`,
      `thumbnailPhoto:: ${await base64Of(exports, row.thumbnailFile)}`,
      `big: ${row.checksum}`,
      `small: ${row.thumbnailChecksum}`,
    ]);
  }
});

test("--photo gives LDIF's usual attributes a rendition with its checksum", async (t) => {
  const exports = await withThumbnails(t);
  const [row] = await readManifest(exports.world);
  assertExit(await exports.file(...ldif, "--photo", "thumbnail", "--to", exports.to), 0);
  const forMim = await recordIn(exports, row?.objectId);
  assert.ok(forMim.includes(`EXOPhoto:: ${await base64Of(exports, row?.thumbnailFile)}`));
  assert.ok(forMim.includes(`EXOPhotoChecksum: ${row?.thumbnailChecksum}`));
  assertExit(await exports.file(...ad, "--photo", "thumbnail", "--to", exports.to), 0);
  const forDirectory = await recordIn(exports, row?.objectId);
  assert.ok(forDirectory.includes(`thumbnailPhoto:: ${await base64Of(exports, row?.thumbnailFile)}`));
});

test("A rendition that the manifest does not have is refused with the flag's name before anything is written", async (t) => {
  const { file, to } = await withThumbnails(t);
  const refused: readonly (readonly [readonly string[], RegExp])[] = [
    [["--format", "delimited", ...full, "--photo", "portal"], /\(--photo\) names «portal», which is no rendition/],
    [[...ldif, "--photo", "portal"], /\(--photo\) names «portal», which is no rendition/],
    [[...ldif, "--map", "photo=portal"], /"map".*names «portal», which is no column of the manifest and no rendition/],
    [[...ldif, "--photo", "thumbnail", "--map", "jpegPhoto=photo"], /\(--photo\) contradicts map \(--map\)/],
    [[...ldif, "--photo", "none", "--map", "pic=thumbnail"], /\(--photo\) contradicts map \(--map\)/],
  ];
  for (const [args, says] of refused) {
    const end = await file(...args, "--to", to);
    assertExit(end, 2);
    assert.match(end.stderr, says);
    await assert.rejects(readFile(to), { code: "ENOENT" });
  }
});

test("A delta brings everybody whose rendition is made in another way, with the new bytes", async (t) => {
  const exports = await withThumbnails(t);
  const { file, pass, rows } = exports;
  await rows("--format", "delimited", ...full, "--consumer", "mim");
  assertExit(await file("--consumer", "mim", "--ack"), 0);
  const delta = ["--format", "delimited", "--type", "delta", "--consumer", "mim", "--photo", "thumbnail"];
  assert.deepEqual(await rows(...delta), []);
  await pass("--rendition", "thumbnail=48x48", "--columns", "department");
  const changes = await rows(...delta);
  assert.equal(changes.length, exports.ids.length);
  for (const { changeType, thumbnail, thumbnailWidth, thumbnailFile } of changes) {
    assert.deepEqual([changeType, thumbnailWidth], ["Modify", "48"]);
    assert.equal(thumbnail, await base64Of(exports, thumbnailFile));
  }
});

test("A damaged rendition keeps the file from being written, and does no harm to a file without it", async (t) => {
  const { world, file, to } = await withThumbnails(t);
  const [row] = await readManifest(world);
  await appendFile(join(world.out, row?.thumbnailFile ?? ""), "x");
  const end = await file(...ldif, "--map", "a=photo", "--map", "b=thumbnail", "--to", to);
  assertExit(end, 4);
  assert.ok(end.stderr.includes(`the rendition ${row?.thumbnailFile} is damaged`), end.stderr);
  assertExit(await file(...ldif, "--to", to), 0);
});

test("Whoever has a photo and not yet the rendition gets no attribute of it, and a directory keeps what it has", async (t) => {
  const exports = await withThumbnails(t);
  const { world, file, rows, to } = exports;
  const [lacking, other] = [idAt(exports, 0), idAt(exports, 1)];
  await loseRendition(world, lacking, "thumbnail");
  const row = (await readManifest(world)).find(({ objectId }) => objectId === lacking) as CsvRow;
  assert.deepEqual([row.thumbnailFile, row.file !== ""], ["", true]);

  const [first] = await rows("--format", "delimited", ...full, "--photo", "thumbnail");
  assert.deepEqual([first?.thumbnail, first?.thumbnailChecksum, first?.checksum], ["", "", row.checksum]);
  const end = await file(...ldif, "--photo", "thumbnail", "--to", to);
  assertExit(end, 0);
  assert.match(end.stderr, /Of 1 photo a rendition that the file should hold is not made yet/);
  assert.deepEqual(
    (await recordIn(exports, lacking)).filter((line) => line.includes("EXOPhoto")),
    [],
  );

  const small = ["--map", "thumbnailPhoto=thumbnail"];
  assertExit(await file(...ad, ...small, "--to", to), 0);
  assert.deepEqual(await recordIn(exports, lacking), []);
  assert.ok((await recordIn(exports, other)).includes("replace: thumbnailPhoto"));
  assertExit(await file(...ad, ...small, "--map", "jpegPhoto=photo", "--to", to), 0);
  assert.deepEqual(await recordIn(exports, lacking), [
    `dn: CN=${lacking},DC=contoso`,
    "changetype: modify",
    "replace: jpegPhoto",
    `jpegPhoto:: ${await base64Of(exports, row.file)}`,
    "-",
  ]);
});
