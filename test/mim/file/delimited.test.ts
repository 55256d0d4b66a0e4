import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { runCommand } from "../../running/command.ts";
import { assertExit, readManifest } from "../../running/world.ts";
import { exported, idAt } from "./exported.ts";

const full = ["--format", "delimited", "--type", "full"];
const delta = ["--format", "delimited", "--type", "delta", "--consumer", "mim"];

test("A full delimited file is manifest.csv byte for byte, or has other encodings and delimiters", async (t) => {
  const { world, to, rows, file } = await exported(t);
  const asManifest = await rows(...full);
  const manifest = await readFile(join(world.out, "manifest.csv"));
  assert.deepEqual(await readFile(to), manifest);
  assert.equal(asManifest.length, 20);

  assertExit(await file(...full, "--to", to, "--encoding", "utf16le", "--delimiter", "semicolon"), 0);
  const text = (await readFile(to)).toString("utf16le");
  assert.equal(text.split("\r\n")[0], manifest.toString().split("\r\n")[0]?.replaceAll(",", ";"));
  assertExit(await file(...full, "--to", to, "--encoding", "utf8-bom"), 0);
  assert.deepEqual(await readFile(to), Buffer.concat([Buffer.of(0xef, 0xbb, 0xbf), manifest]));
  assert.deepEqual(
    (await readdir(world.folder)).filter((name) => name.endsWith(".tmp")),
    [],
  );
});

test("A photo column has the bytes of every photo in base64", async (t) => {
  const { world, rows } = await exported(t);
  const withPhotos = await rows(...full, "--photo", "photo");
  assert.equal(withPhotos.length, 20);
  for (const { file = "", photo = "" } of withPhotos) {
    assert.deepEqual(Buffer.from(photo, "base64"), await readFile(join(world.out, file)));
  }
});

test("A delta says once for each object what became of it, with the values of its present row", async (t) => {
  const exports = await exported(t);
  const { world, rows, file, pass } = exports;
  const { directory } = world.tenant;
  assert.equal((await rows(...full, "--consumer", "mim")).length, 20);
  assertExit(await file("--consumer", "mim", "--ack"), 0);
  assert.deepEqual(await rows(...delta), []);

  const [changed, gone, comesBack] = [idAt(exports, 3), idAt(exports, 7), idAt(exports, 11)];
  directory.setPhoto(changed);
  directory.removePhoto(gone);
  directory.removePhoto(comesBack);
  await pass();
  directory.setPhoto(changed);
  directory.setProperty(changed, "employeeId", "E-4711");
  directory.setPhoto(comesBack);
  await pass();

  const manifest = new Map((await readManifest(world)).map((row) => [row.objectId, row]));
  const changes = await rows(...delta);
  assert.deepEqual(Object.keys(changes[0] ?? {})[0], "changeType");
  assert.deepEqual(
    changes.map(({ changeType, objectId }) => [changeType, objectId]),
    [
      ["Modify", changed],
      ["Add", comesBack],
      ["Delete", gone],
    ],
  );
  const [{ changeType: _, ...row } = {}, , removed] = changes;
  assert.deepEqual(row, manifest.get(changed));
  assert.equal(row.employeeId, "E-4711");
  assert.deepEqual(
    Object.values(removed ?? {}).filter((value) => value !== ""),
    ["Delete", gone],
  );
});

test("A delta holds everything since the last acknowledged file, so that a failed import loses nothing", async (t) => {
  const exports = await exported(t);
  const { world, rows, file, pass, to } = exports;
  assert.equal((await rows(...delta)).length, 20);
  assert.equal((await rows(...delta)).length, 20, "nobody has acknowledged");
  const before = await readFile(to);
  const ack = await runCommand(["mim", "file", "--out", world.out, "--consumer", "mim", "--ack"]);
  assertExit(ack, 0);
  assert.deepEqual(await readFile(to), before, "--ack writes nothing");

  world.tenant.directory.setPhoto(idAt(exports, 0));
  await pass();
  assert.equal((await rows(...delta)).length, 1);
  world.tenant.directory.setPhoto(idAt(exports, 1));
  await pass();
  assert.equal((await rows(...delta)).length, 2);
  assertExit(await file("--consumer", "mim", "--ack"), 0);
  assert.equal((await rows(...delta)).length, 0);
  assert.equal((await rows("--format", "delimited", "--type", "delta", "--consumer", "other")).length, 20);
});

test("A lost photo is a Delete where rows are photos, and an empty photo where they are people", async (t) => {
  const exports = await exported(t, { people: 20, photoBytes: "small" }, "--rows", "people");
  const { world, rows, file, pass } = exports;
  await rows(...full, "--consumer", "mim");
  assertExit(await file("--consumer", "mim", "--ack"), 0);
  const loser = (await readManifest(world)).find((row) => row.file !== "")?.objectId ?? "";
  world.tenant.directory.removePhoto(loser);
  await pass();
  const [change] = await rows(...delta, "--photo", "photo");
  assert.deepEqual(
    [change?.changeType, change?.objectId, change?.file, change?.checksum, change?.photo],
    ["Modify", loser, "", "", ""],
  );
});

test("A consumer whose changes are no longer kept is told to import a full file, and can go on after that", async (t) => {
  const exports = await exported(t);
  const { world, rows, file, pass, to } = exports;
  for (const index of [0, 1, 2]) {
    world.tenant.directory.setPhoto(idAt(exports, index));
    await pass("--keep-changes", "0");
  }
  const end = await file(...delta, "--to", to);
  assertExit(end, 2);
  assert.match(end.stderr, /mim file --type full --consumer mim/);
  await rows(...full, "--consumer", "mim");
  assertExit(await file("--consumer", "mim", "--ack"), 0);
  assert.deepEqual(await rows(...delta), []);
});

test("With --json the result is one document", async (t) => {
  const { file, to } = await exported(t);
  const end = await file(...delta, "--to", to, "--json");
  assertExit(end, 0);
  const { objects, sequence, since, file: path } = JSON.parse(end.stdout);
  assert.deepEqual([objects, sequence, since, path], [20, 20, 0, to]);
});
