import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { assertExit, type CsvRow, makeWorld, readManifest, type World } from "../../running/world.ts";
import { mimHost, psmaVersions } from "../mim-host.ts";
import { assertGood, byId, makeScripts, objectOf } from "./import-run.ts";

async function positionOf({ out }: World): Promise<string> {
  const { history, current } = JSON.parse(await readFile(join(out, "manifest.json"), "utf8"));
  return `${history}:${current.sequence}`;
}

function expectedOf(rows: readonly CsvRow[]): ReadonlyMap<string, unknown> {
  return new Map(rows.map((row) => [row.objectId ?? "", objectOf(row)]));
}

test("Each version of the agent gets everybody, in every page size, and the position for the next delta", async (t) => {
  const host = await mimHost(t);
  if (host === undefined) return;
  const world = await makeWorld(t, { people: 30, photoBytes: "small", photoShare: 0.8 });
  assertExit(await world.passHere(), 0);
  const rows = await readManifest(world);
  const scripts = await makeScripts(t, { out: world.out });
  for (const version of psmaVersions) {
    for (const pageSize of [1, 7, 100, 10_000]) {
      const run = await scripts.run(host, { version, pageSize });
      assertGood(run, pageSize, rows.length);
      assert.deepEqual(byId(run.objects), expectedOf(rows), `${version}, pages of ${pageSize}`);
      assert.equal(run.end?.customData, await positionOf(world));
      assert.deepEqual(await scripts.copies(), []);
    }
  }
});

test("The bytes of 2,000 photos come out as they are in the files", async (t) => {
  const host = await mimHost(t);
  if (host === undefined) return;
  const world = await makeWorld(t, { people: 2000, photoBytes: "small", photoShare: 1 });
  assertExit(await world.passHere(), 0);
  const rows = await readManifest(world);
  assert.equal(rows.length, 2000);
  const scripts = await makeScripts(t, { out: world.out });
  const run = await scripts.run(host, { pageSize: 100 });
  assertGood(run, 100, rows.length);
  const photos = new Map(run.objects.map((object) => [object.objectId?.value, object.EXOPhoto?.sha256]));
  assert.deepEqual(
    photos,
    new Map(world.tenant.directory.truth().map((person) => [person.objectId, person.photoSha256])),
  );
  assert.deepEqual(byId(run.objects), expectedOf(rows));
});

test("Without paged import everybody comes at once, whatever the page size", async (t) => {
  const host = await mimHost(t);
  if (host === undefined) return;
  const world = await makeWorld(t, { people: 30, photoBytes: "small" });
  assertExit(await world.passHere(), 0);
  const rows = await readManifest(world);
  const scripts = await makeScripts(t, { out: world.out });
  for (const version of psmaVersions) {
    const run = await scripts.run(host, { version, paged: false, pageSize: 7 });
    assertGood(run, 10_000, rows.length);
    assert.equal(run.end?.customData, await positionOf(world));
  }
});

test("Configuration parameters name the export directory and the class, and a MoreToImport from before does no harm", async (t) => {
  const host = await mimHost(t);
  if (host === undefined) return;
  const world = await makeWorld(t, { people: 20, photoBytes: "small" });
  assertExit(await world.passHere(), 0);
  const rows = await readManifest(world);
  const scripts = await makeScripts(t, { out: "/not/there" });
  for (const version of ["5.6.4", "6.0.1050"] as const) {
    const run = await scripts.run(host, {
      version,
      staleMoreToImport: true,
      configuration: { exportdirectory: world.out, ObjectClass: "person", Other: "x" },
    });
    assertGood(run, 100, rows.length);
    assert.deepEqual(byId(run.objects), new Map(rows.map((row) => [row.objectId, objectOf(row, "person")])));
  }
});

test("Values come as they are in any encoding of the manifest, and people without a photo as objects without one", async (t) => {
  const host = await mimHost(t);
  if (host === undefined) return;
  const world = await makeWorld(t, { people: 40, photoBytes: "small" });
  const { directory } = world.tenant;
  const [first, second, third] = directory.truth();
  directory.setProperty(first?.objectId ?? "", "employeeId", '  Ελένη, "7"; \u2028 straße 👩 ');
  directory.setProperty(second?.objectId ?? "", "employeeId", "two\r\nlines");
  directory.setProperty(third?.objectId ?? "", "employeeId", "' $(exit) `");
  const scripts = await makeScripts(t, { out: world.out });
  assertExit(await world.passHere(["--rows", "people"]), 0);
  const rows = await readManifest(world);
  assert.equal(rows.length, 40);
  for (const format of [
    ["--encoding", "utf8-bom"],
    ["--encoding", "utf16le", "--delimiter", ";"],
    ["--checksum", "md5"],
  ]) {
    assertExit(await world.passHere(["--rows", "people", "--max-delete", "0", ...format]), 0);
    const run = await scripts.run(host, { pageSize: 7 });
    assertGood(run, 7, rows.length);
    const expected = expectedOf(rows);
    for (const [id, object] of byId(run.objects)) {
      const checksum = object.EXOPhotoChecksum;
      const inManifest = expected.get(id) as typeof object;
      assert.deepEqual({ ...object, EXOPhotoChecksum: 0 }, { ...inManifest, EXOPhotoChecksum: 0 }, format.join(" "));
      assert.equal(checksum?.value?.length, checksum && (format[1] === "md5" ? 32 : 64));
    }
  }
});

test("A manifest that is published between two pages changes nothing of the import that runs", async (t) => {
  const host = await mimHost(t);
  if (host === undefined) return;
  const world = await makeWorld(t, { people: 20, photoBytes: "small" });
  assertExit(await world.passHere(), 0);
  const rows = await readManifest(world);
  const scripts = await makeScripts(t, { out: world.out });
  const next = join(world.folder, "next.csv");
  for (const version of psmaVersions) {
    await writeFile(next, "something else\r\n");
    const published = await readFile(join(world.out, "manifest.csv"));
    const moves = { moveAfterFirstPage: next, moveTo: join(world.out, "manifest.csv") };
    const run = await scripts.run(host, { version, pageSize: 3, ...moves });
    assertGood(run, 3, rows.length);
    assert.deepEqual(byId(run.objects), expectedOf(rows));
    assert.equal(await readFile(join(world.out, "manifest.csv"), "utf8"), "something else\r\n");
    await writeFile(join(world.out, "manifest.csv"), published);
  }
});

test("A run that was broken off leaves its copy of the manifest, and the next run removes it", async (t) => {
  const host = await mimHost(t);
  if (host === undefined) return;
  const world = await makeWorld(t, { people: 20, photoBytes: "small" });
  assertExit(await world.passHere(), 0);
  const scripts = await makeScripts(t, { out: world.out });
  const broken = await scripts.run(host, { pageSize: 1, stopAfterPages: 2 });
  assert.equal(broken.objects.length, 2);
  assert.equal(broken.end, undefined);
  assert.equal((await scripts.copies()).length, 1);
  assertGood(await scripts.run(host), 100, (await readManifest(world)).length);
  assert.deepEqual(await scripts.copies(), []);
});
