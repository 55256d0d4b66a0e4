import assert from "node:assert/strict";
import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { runHere } from "../running/here.ts";
import { assertExit, assertManifestIsTruth, makeWorld, readManifest } from "../running/world.ts";

/** What a data element of a page holds. */
function dataIn(page: string, id: string): readonly unknown[] {
  const text = new RegExp(`<script type="application/json" id="${id}">([^<]*)</script>`).exec(page)?.[1];
  assert.ok(text !== undefined, `there is no ${id}`);
  return JSON.parse(text) as unknown[];
}

test("report writes report.html beside the manifest, or the file of --to, and says what is in it", async (t) => {
  const world = await makeWorld(t, { people: 30, photoBytes: "small" });
  assertExit(await world.passHere(), 0);
  const plain = await runHere(["report", world.out]);
  assertExit(plain, 0);
  assert.match(plain.stderr, /The report of pass 1 is in .*report\.html \(\d+ kB, 30 people\)\. Open it in a browser/);
  assert.equal(plain.stdout, "");
  assertExit(await runHere(["verify", world.out]), 0);

  const path = join(world.folder, "reports", "pass.html");
  const end = await runHere(["report", world.out, "--to", path, "--json", "--quiet"]);
  assertExit(end, 0);
  const { figures, ...document } = JSON.parse(end.stdout);
  assert.deepEqual(document, { formatVersion: 1, path, bytes: (await stat(path)).size });
  const { people, photos, manifest, elapsedMs, result, exitCode } = await world.lastRun();
  const { publishedChanges, startedAt, endedAt, ...numbers } = figures;
  assert.deepEqual(numbers, {
    pass: 1,
    result,
    exitCode,
    elapsedMs,
    throttledMs: 0,
    listed: 30,
    withPhoto: people.withPhoto,
    withoutPhoto: people.withoutPhoto,
    noMailbox: people.noMailbox,
    failed: 0,
    added: photos.added,
    changed: 0,
    removed: 0,
    unchanged: 0,
    downloaded: photos.downloaded,
    downloadedBytes: photos.downloadedBytes,
    sequence: manifest?.sequence,
    people: 30,
    published: manifest?.rows,
    coverage: Math.round(((manifest?.rows ?? 0) / 30) * 1000) / 10,
    rows: 30,
    rowsLeftOut: 0,
  });
  assert.deepEqual(publishedChanges, { added: photos.added, changed: 0, removed: 0 });
  assert.deepEqual(await readdir(join(world.folder, "reports")), ["pass.html"]);
  const page = await readFile(path, "utf8");
  assert.equal(dataIn(page, "people").length, 30);
  assert.equal(dataIn(page, "pictures").length, manifest?.rows);
});

test("Without its state an export is reported on from the manifest alone", async (t) => {
  const world = await makeWorld(t, { people: 20, photoBytes: "small" });
  assertExit(await world.passHere(["--rows", "people"]), 0);
  await writeFile(join(world.out, ".exophotos", "state.db"), "no database");
  assertExit(await runHere(["report", world.out]), 0);
  assert.equal(dataIn(await readFile(join(world.out, "report.html"), "utf8"), "people").length, 20);
});

test("A pass that a guard stops is reported as stopped, with what to do and the changes that are published", async (t) => {
  const world = await makeWorld(t, { people: 20, photoBytes: "small" });
  const report = join(world.folder, "report.html");
  assertExit(await world.passHere(), 0);
  const rows = await readManifest(world);
  for (const { objectId = "" } of rows) world.tenant.directory.removePhoto(objectId);
  const end = await world.passHere(["--report", report]);
  assertExit(end, 5);
  const page = await readFile(report, "utf8");
  assert.match(page, /Stopped by a guard, nothing published <span class="exit">\(exit 5\)/);
  assert.match(page, /<p>What to do: [^<]+<\/p>/);
  assert.match(page, /The last pass published nothing\. This is what pass 1 of /);
  assert.match(page, new RegExp(`New photos <span class="count">${rows.length}<`));
});

test("A first pass that fails has a report as well", async (t) => {
  const world = await makeWorld(t, { people: 10, photoBytes: "small" });
  const report = join(world.folder, "report.html");
  world.tenant.faults.call("users", { kind: "status", status: 403, code: "Authorization_RequestDenied" }, 99);
  assertExit(await world.passHere(["--report", report]), 3);
  const page = await readFile(report, "utf8");
  assert.match(page, /Failed, nothing published/);
  assert.match(page, /Nothing has been published yet\./);
  assert.match(page, /User\.Read\.All/);
  assertExit(await runHere(["report", world.out]), 0);
});

test("A report that cannot be written is exit 9 and told; what the pass published stays published", async (t) => {
  const world = await makeWorld(t, { people: 10, photoBytes: "small" });
  await writeFile(join(world.folder, "plain"), "");
  const report = join(world.folder, "plain", "report.html");
  const end = await world.passHere(["--report", report]);
  assertExit(end, 9);
  assert.match(
    end.stderr,
    /The report of the pass, .*report\.html, could not be written: .* The pass itself is as it ended/,
  );
  await assertManifestIsTruth(world);
  assert.equal((await world.lastRun()).result, "published");

  for (const { objectId = "" } of await readManifest(world)) world.tenant.directory.removePhoto(objectId);
  const stopped = await world.passHere(["--report", report]);
  assertExit(stopped, 5);
  assert.match(stopped.stderr, /could not be written/);
});

test("A dry run writes no report", async (t) => {
  const world = await makeWorld(t, { people: 6, photoBytes: "small" });
  const report = join(world.folder, "report.html");
  assertExit(await world.passHere(["--dry-run", "--report", report]), 0);
  await assert.rejects(readFile(report), { code: "ENOENT" });
});

test("In the export directory a report has one place; elsewhere in it is refused", async (t) => {
  const world = await makeWorld(t, { people: 6, photoBytes: "small" });
  assertExit(await world.passHere(["--report", join(world.out, "report.html")]), 0);
  const inside = join(world.out, "photos", "report.html");
  const pass = await world.passHere(["--report", inside]);
  assertExit(pass, 2);
  assert.match(
    pass.stderr,
    /report.{2} \(--report\) names .* inside the export directory: there a report is report\.html/,
  );
  const report = await runHere(["report", world.out, "--to", join(world.out, "manifest.csv")]);
  assertExit(report, 2);
  await assertManifestIsTruth(world);
});

test("In exophotos.json «report» is the file of a pass, or the settings of the verb", async (t) => {
  const world = await makeWorld(t, { people: 6, photoBytes: "small" });
  const config = join(world.folder, "exophotos.json");
  const write = (settings: object) => writeFile(config, JSON.stringify(settings));
  await write({ report: "reports/pass.html" });
  assertExit(await world.passHere(["--config", config]), 0);
  assert.deepEqual(await readdir(join(world.folder, "reports")), ["pass.html"]);
  await write({ out: "out", report: { to: "of-the-verb.html" } });
  assertExit(await runHere(["report", "--config", config]), 0);
  assert.ok((await readdir(world.folder)).includes("of-the-verb.html"));
  await write({ export: { report: "of-the-pass.html" } });
  assertExit(await world.passHere(["--config", config]), 0);
  assert.ok((await readdir(world.folder)).includes("of-the-pass.html"));
});

test("Where nothing was exported there is nothing to report on", async (t) => {
  const world = await makeWorld(t, { people: 2, photoBytes: "small" });
  await mkdir(world.out);
  const end = await runHere(["report", world.out]);
  assertExit(end, 2);
  assert.match(end.stderr, /Nothing has been exported/);
});
