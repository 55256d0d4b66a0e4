import assert from "node:assert/strict";
import { appendFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { assertExit, makeWorld, readManifest } from "../../running/world.ts";
import { mimHost, psmaVersions } from "../mim-host.ts";
import { assertGood, byId, makeScripts, objectOf } from "./import-run.ts";

test("A damaged and a missing photo are errors of these two objects, and all others come as they are", async (t) => {
  const host = await mimHost(t);
  if (host === undefined) return;
  const world = await makeWorld(t, { people: 20, photoBytes: "small", photoShare: 1 });
  assertExit(await world.passHere(), 0);
  const rows = await readManifest(world);
  const [damaged, missing, ...others] = rows;
  await appendFile(join(world.out, damaged?.file ?? ""), "x");
  await rm(join(world.out, missing?.file ?? ""));
  const scripts = await makeScripts(t, { out: world.out });
  for (const version of psmaVersions) {
    const run = await scripts.run(host, { version, pageSize: 7 });
    assertGood(run, 7, rows.length);
    const objects = byId(run.objects);
    for (const [row, name] of [
      [damaged, "photo-damaged"],
      [missing, "photo-missing"],
    ] as const) {
      const object = objects.get(row?.objectId ?? "");
      assert.deepEqual(Object.keys(object ?? {}).sort(), ["[ErrorDetail]", "[ErrorName]", "objectClass", "objectId"]);
      assert.equal(object?.["[ErrorName]"]?.value, name);
      assert.ok(object?.["[ErrorDetail]"]?.value?.includes(row?.file ?? "?"));
    }
    for (const row of others) assert.deepEqual(objects.get(row.objectId ?? ""), objectOf(row));
  }
});

test("An export directory that is missing, empty, unfinished or changed is no source: the import fails", async (t) => {
  const host = await mimHost(t);
  if (host === undefined) return;
  const world = await makeWorld(t, { people: 20, photoBytes: "small" });
  assertExit(await world.passHere(), 0);
  const scripts = await makeScripts(t, { out: world.out });
  const [csv, json] = [join(world.out, "manifest.csv"), join(world.out, "manifest.json")];
  const [goodCsv, goodJson] = [await readFile(csv, "utf8"), await readFile(json, "utf8")];
  const secondRow = goodCsv.indexOf("\r\n", goodCsv.indexOf("\r\n") + 2) + 2;

  const cases: readonly (readonly [string, string | undefined, string | undefined, RegExp])[] = [
    ["no manifest.csv", undefined, goodJson, /manifest\.csv is missing/],
    ["no manifest.json", goodCsv, undefined, /manifest\.json is missing/],
    ["an empty manifest.csv", "", goodJson, /unfinished or was changed/],
    ["half a manifest.csv", goodCsv.slice(0, secondRow), goodJson, /unfinished or was changed/],
    ["a changed value", goodCsv.replace("@", "%"), goodJson, /unfinished or was changed/],
    ["another size", goodCsv, goodJson.replace(/"bytes": /, '"bytes": 1'), /unfinished or was changed/],
    ["fewer rows than said", goodCsv, goodJson.replace(/"rows": /, '"rows": 1'), /more rows were expected/],
    ["more rows than said", goodCsv, goodJson.replace(/"rows": \d+/, '"rows": 1'), /has more rows than the 1/],
    ["half a manifest.json", goodCsv, goodJson.slice(0, 100), /./],
    ["another version", goodCsv, goodJson.replace(/"formatVersion": 1/, '"formatVersion": 2'), /not of a version/],
  ];
  for (const [name, csvText, jsonText, says] of cases) {
    for (const [path, text] of [
      [csv, csvText],
      [json, jsonText],
    ] as const) {
      if (text === undefined) await rm(path);
      else await writeFile(path, text);
    }
    const { end } = await scripts.run(host);
    assert.equal(end?.end, "failed", name);
    assert.match(end?.error ?? "", says, name);
    assert.equal(end?.moreToImport, "False", name);
    assert.deepEqual(await scripts.copies(), [], name);
  }
});

test("A manifest without people fails a full import, since it would make everyone leave", async (t) => {
  const host = await mimHost(t);
  if (host === undefined) return;
  const world = await makeWorld(t, { people: 5, photoBytes: "small", photoShare: 0 });
  assertExit(await world.passHere(), 0);
  const scripts = await makeScripts(t, { out: world.out });
  for (const version of psmaVersions) {
    const { end, objects } = await scripts.run(host, { version, staleMoreToImport: true });
    assert.match(end?.error ?? "", /lists nobody/);
    assert.equal(end?.moreToImport, "False");
    assert.deepEqual(objects, []);
  }
});

test("Without an export directory the import says where to name it", async (t) => {
  const host = await mimHost(t);
  if (host === undefined) return;
  const scripts = await makeScripts(t, {});
  const { end } = await scripts.run(host);
  assert.match(end?.error ?? "", /set ExportDirectory=<folder> in the configuration parameters/);
});

test("A folder Debug beside the scripts gets a log", async (t) => {
  const host = await mimHost(t);
  if (host === undefined) return;
  const world = await makeWorld(t, { people: 10, photoBytes: "small" });
  assertExit(await world.passHere(), 0);
  const scripts = await makeScripts(t, { out: world.out });
  await mkdir(join(scripts.folder, "Debug"));
  const rows = await readManifest(world);
  assertGood(await scripts.run(host), 100, rows.length);
  const log = await readFile(join(scripts.folder, "Debug", "Import.log"), "utf8");
  assert.match(log, new RegExp(`start Full: ${rows.length} objects`));
  assert.match(log, /end: 0 objects with errors/);
});
