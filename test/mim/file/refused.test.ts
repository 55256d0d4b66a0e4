import assert from "node:assert/strict";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { assertExit, readManifest } from "../../running/world.ts";
import { exported, idAt } from "./exported.ts";

const full = ["--format", "delimited", "--type", "full"];

for (const format of ["delimited", "csv-connector", "ldif"]) {
  test(`A photo that is damaged or missing keeps the ${format} file from being written, and all such people are named`, async (t) => {
    const { world, file, to } = await exported(t);
    await writeFile(to, "the file before");
    const [damaged, missing, whole] = await readManifest(world);
    const path = join(world.out, damaged?.file ?? "");
    const bytes = await readFile(path);
    bytes[bytes.length - 10] = (bytes[bytes.length - 10] ?? 0) ^ 1;
    await writeFile(path, bytes);
    await rm(join(world.out, missing?.file ?? ""));
    const end = await file("--format", format, "--type", "full", "--photo", "photo", "--to", to);
    assertExit(end, 4);
    assert.match(end.stderr, /2 people cannot be in/);
    assert.ok(end.stderr.includes(`${damaged?.userPrincipalName}: the photo ${damaged?.file} is damaged`), end.stderr);
    assert.ok(end.stderr.includes(`${missing?.userPrincipalName}: the photo ${missing?.file} cannot be read (ENOENT)`));
    assert.ok(!end.stderr.includes(whole?.userPrincipalName ?? ""));
    assert.equal(await readFile(to, "utf8"), "the file before");
  });
}

test("A file without photos does not need them", async (t) => {
  const { world, rows } = await exported(t);
  await rm(join(world.out, "photos"), { recursive: true });
  assert.equal((await rows(...full)).length, 20);
});

test("A character that the encoding does not have keeps the file from being written; one that has it writes it", async (t) => {
  const exports = await exported(t);
  const { world, file, to, pass } = exports;
  const [german, polish] = [idAt(exports, 2), idAt(exports, 4)];
  world.tenant.directory.setProperty(german, "employeeId", "Müller€");
  world.tenant.directory.setProperty(polish, "employeeId", "Łódź");
  await pass();
  const ascii = await file(...full, "--to", to, "--encoding", "ascii");
  assertExit(ascii, 4);
  assert.match(ascii.stderr, /2 people cannot be in[\s\S]*U\+00FC, which employeeId holds[\s\S]*U\+0141/);
  const western = await file(...full, "--to", to, "--encoding", "windows-1252");
  assertExit(western, 4);
  assert.match(western.stderr, /1 person cannot be in[\s\S]*U\+0141/);
  await assert.rejects(readFile(to), { code: "ENOENT" });

  world.tenant.directory.setProperty(polish, "employeeId", "plain");
  await pass();
  assertExit(await file(...full, "--to", to, "--encoding", "windows-1252"), 0);
  assert.ok((await readFile(to)).includes(Buffer.from([0x4d, 0xfc, 0x6c, 0x6c, 0x65, 0x72, 0x80])));
});

test("A refused delta does not move the consumer", async (t) => {
  const { world, file, rows, to } = await exported(t);
  const delta = ["--format", "delimited", "--type", "delta", "--consumer", "mim"];
  const [first] = await readManifest(world);
  const path = join(world.out, first?.file ?? "");
  const bytes = await readFile(path);
  await rm(path);
  assertExit(await file(...delta, "--photo", "photo", "--to", to), 4);
  assertExit(await file("--consumer", "mim", "--ack"), 2);
  await writeFile(path, bytes);
  assert.equal((await rows(...delta, "--photo", "photo")).length, 20);
});

test("Nothing is written of what was never exported, nor into the export, and a damaged manifest is exit 9", async (t) => {
  const { world, file, to } = await exported(t, { people: 4, photoBytes: "small" });
  const inside = await file(...full, "--to", join(world.out, "manifest.csv"));
  assertExit(inside, 2);
  assert.match(inside.stderr, /Setting .*\(--to\) must not be inside the export directory/);
  assertExit(await file(...full, "--to", to, "--out", join(world.folder, "elsewhere")), 2);
  await writeFile(join(world.out, "manifest.csv"), "objectId\r\n");
  assertExit(await file(...full, "--to", to), 9);
  await assert.rejects(readFile(to), { code: "ENOENT" });
});

test("An export of nobody makes no full file, because an agent could take it for everyone having left", async (t) => {
  const { ids, file, to } = await exported(t, { people: 6, photoBytes: "small", photoShare: 0 });
  assert.deepEqual(ids, []);
  assertExit(await file(...full, "--to", to), 2);
  await assert.rejects(readFile(to), { code: "ENOENT" });
});

test("A folder that cannot be written to is exit 9 and named", async (t) => {
  const { world, file } = await exported(t, { people: 4, photoBytes: "small" });
  await writeFile(join(world.folder, "plain"), "");
  const to = join(world.folder, "plain", "agent.csv");
  const end = await file(...full, "--to", to);
  assertExit(end, 9);
  assert.ok(end.stderr.includes(to), end.stderr);
});
