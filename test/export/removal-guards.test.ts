import assert from "node:assert/strict";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { runHere } from "../running/here.ts";
import { readPublished, snapshot } from "../running/published.ts";
import { assertExit, assertManifestIsTruth, makeWorld, readCsv, readManifest, type World } from "../running/world.ts";

function idsWithPhoto({ tenant }: World): readonly string[] {
  return [...tenant.directory.truth()].filter((one) => one.photoSha256 !== undefined).map((one) => one.objectId);
}

/** A pass that must end with this code and leave everything published as it is; returns what it said. */
async function passStops(world: World, exitCode: number, args: readonly string[] = []): Promise<string> {
  const before = await snapshot(world);
  const end = await world.passHere(args);
  assertExit(end, exitCode);
  assert.deepEqual(await snapshot(world), before);
  assert.equal((await world.lastRun()).exitCode, exitCode);
  return end.stderr;
}

test("Guards stop what would take too many photos, and an acceptance holds for one pass", async (t) => {
  const world = await makeWorld(t, { people: 150, photoBytes: "small" });
  const { directory } = world.tenant;
  assertExit(await world.passHere(), 0);
  const photos = idsWithPhoto(world);
  const lost = photos.slice(0, Math.ceil(photos.length * 0.3));
  assert.ok(lost.length > 20);

  for (const id of photos) directory.removePhoto(id);
  assert.match(await passStops(world, 5), /leave nothing of/);
  assert.match(await passStops(world, 5, ["--max-delete", "100%"]), /leave nothing of/);

  for (const id of photos.slice(lost.length)) directory.setPhoto(id, { version: 1 });
  const said = await passStops(world, 5);
  const { error } = await world.lastRun();
  const { removalsFile } = (error?.facts ?? {}) as { readonly removalsFile?: string };
  assert.ok(said.includes(removalsFile ?? "?"));
  const wouldGo = await readCsv(removalsFile ?? "");
  assert.deepEqual(wouldGo.map(({ objectId }) => objectId).sort(), lost.toSorted());
  assert.deepEqual(new Set(wouldGo.map(({ reason }) => reason)), new Set(["photoRemoved"]));

  await passStops(world, 5, ["--max-delete", "0"]);
  await passStops(world, 5, ["--max-delete", String(lost.length - 1)]);
  await passStops(world, 5, ["--max-delete", "29%"]);
  const accept = /exophotos export (--max-delete \d+)/.exec(said)?.[1] ?? "";
  assert.equal(accept, `--max-delete ${lost.length}`);
  assertExit(await world.passHere(accept.split(" ")), 0);
  await assertManifestIsTruth(world);
  const published = await readPublished(world);
  assert.equal(published.changes.length, lost.length);

  assertExit(await world.passHere(), 0);
  assert.equal((await readPublished(world)).changes.length, 0);
  for (const id of photos.slice(lost.length, 2 * lost.length)) directory.removePerson(id);
  assert.match(await passStops(world, 5), new RegExp(`would remove ${lost.length} of`));
});

test("A lost permission stops the pass, and changes nothing", async (t) => {
  const world = await makeWorld(t, { people: 60, photoBytes: "small" });
  const { directory, faults } = world.tenant;
  assertExit(await world.passHere(), 0);
  const forbidden = { kind: "status", status: 403 } as const;

  faults.everyone("metadata", forbidden);
  faults.everyone("value", forbidden);
  const said = await passStops(world, 3);
  assert.match(said, /ProfilePhoto\.Read\.All/);
  assert.match(said, /ErrorAccessDenied/);
  faults.clear();

  faults.call("users", { kind: "status", status: 403, code: "Authorization_RequestDenied" });
  assert.match(await passStops(world, 3), /User\.Read\.All/);

  const ids = [...directory.ids()];
  const employeeIds = new Map(ids.map((id) => [id, directory.person(id)?.employeeId ?? null]));
  for (const id of ids) directory.setProperty(id, "employeeId", null);
  assert.match(await passStops(world, 5), /column employeeId/);
  assert.match(await passStops(world, 5, ["--max-delete", "100%"]), /column employeeId/);
  for (const [id, employeeId] of employeeIds) directory.setProperty(id, "employeeId", employeeId);

  assertExit(await world.passHere(), 0);
  assert.equal((await readPublished(world)).changes.length, 0);
});

test("A listing that is short, empty or broken removes nobody", async (t) => {
  const world = await makeWorld(t, { people: 1100, photoShare: 0.06, photoBytes: "small" });
  const { directory, faults } = world.tenant;
  assertExit(await world.passHere(), 0);
  const photos = idsWithPhoto(world);

  faults.call("users", { kind: "listing", what: "endEarly" });
  assertExit(await world.passHere(), 0);
  assert.deepEqual((await readPublished(world)).changes, []);
  assert.equal((await world.lastRun()).people.unlistedKept, 101);

  directory.hideFromListing(photos[0] ?? "");
  assertExit(await world.passHere(), 0);
  const run = await world.lastRun();
  assert.equal(run.people.unlistedKept, 1);
  assert.equal(run.photos.unchanged, photos.length);
  assert.equal((await readPublished(world)).json.current.sha256, (await readPublished(world)).json.previous?.sha256);
  directory.rename(photos[0] ?? "", "renamed.unlisted@fabrikam.example");
  assertExit(await world.passHere(), 0);
  const renamed = (await readPublished(world)).rows.get(photos[0] ?? "");
  assert.equal(
    renamed?.userPrincipalName,
    "renamed.unlisted@fabrikam.example",
    "found by id, so with what it says now",
  );
  directory.hideFromListing(photos[0] ?? "", false);
  const unlistedBefore = await readFile(join(world.out, "manifest.csv"), "utf8");

  faults.call("users", { kind: "listing", what: "empty" });
  assert.match(await passStops(world, 5), /came back empty/);
  faults.call("users", { kind: "status", status: 503, retryAfter: 0 }, Number.POSITIVE_INFINITY, 1);
  assert.match(await passStops(world, 8), /list users/);
  faults.clear();

  const manifest = await readFile(join(world.out, "manifest.csv"), "utf8");
  assert.equal(manifest, unlistedBefore);
  await assertManifestIsTruth(world);
});

test("One person's contradictory or failing answers cost nobody a photo", async (t) => {
  const world = await makeWorld(t, { people: 100, photoBytes: "small" });
  const { directory, faults } = world.tenant;
  assertExit(await world.passHere(), 0);
  const before = await readPublished(world);
  const [once = "", placeholder = "", gone = "", broken = "", forbidden = "", pixel = "", left = ""] =
    idsWithPhoto(world);
  const mailbox = idsWithPhoto(world)[7] ?? "";

  faults.person(once, "metadata", { kind: "status", status: 404, code: "ImageNotFound" });
  faults.person(placeholder, "metadata", { kind: "placeholder" });
  faults.person(left, "metadata", { kind: "status", status: 404, code: "Request_ResourceNotFound" }, 2);
  directory.setMailbox(mailbox, "onPremises");
  faults.person(gone, "user", { kind: "status", status: 404, code: "Request_ResourceNotFound" });
  directory.hideFromListing(gone);
  faults.person(broken, "metadata", { kind: "status", status: 500, retryAfter: 0 }, Number.POSITIVE_INFINITY);
  faults.person(forbidden, "metadata", { kind: "status", status: 403 }, Number.POSITIVE_INFINITY);
  directory.setPhoto(pixel);
  faults.person(pixel, "value", { kind: "bytes", of: "gif" }, Number.POSITIVE_INFINITY);

  assertExit(await world.passHere(), 4);
  const run = await world.lastRun();
  assert.deepEqual(
    new Map(run.failures.map(({ objectId, reason }) => [objectId, reason])),
    new Map(
      [
        [left, "unexpected"],
        [broken, "serviceError"],
        [forbidden, "forbidden"],
        [pixel, "unexpected"],
      ].sort() as [string, string][],
    ),
  );
  assert.equal(run.people.notAsked, 0);
  assert.equal(run.people.unlistedKept, 1);
  const after = await readPublished(world);
  assert.deepEqual(after.changes, []);
  assert.equal(after.json.current.sha256, before.json.current.sha256);
});

test("A --max-delete of the settings file holds for verify --repair too", async (t) => {
  const world = await makeWorld(t, { people: 30, photoBytes: "small" });
  assertExit(await world.passHere(), 0);
  const [row] = await readManifest(world);
  await rm(join(world.out, row?.file ?? ""));
  world.tenant.directory.removePhoto(row?.objectId ?? "");
  const config = join(world.folder, "exophotos.json");
  await writeFile(config, JSON.stringify({ maxDelete: 0 }));
  const repair = () => runHere(["verify", world.out, "--repair", "--config", config, ...world.access]);
  assertExit(await repair(), 5);
  assert.ok((await readManifest(world)).some(({ objectId }) => objectId === row?.objectId));

  await writeFile(config, JSON.stringify({ maxDelete: 1 }));
  assertExit(await repair(), 0);
  await assertManifestIsTruth(world);
});

test("Somebody missing from the listing whose properties cannot be in a manifest keeps what was published", async (t) => {
  const world = await makeWorld(t, { people: 30, photoBytes: "small" });
  const { directory } = world.tenant;
  assertExit(await world.passHere(), 0);
  const [id = ""] = idsWithPhoto(world);
  directory.hideFromListing(id);
  directory.setProperty(id, "employeeId", "a\0b");
  const before = await readFile(join(world.out, "manifest.csv"), "utf8");
  assertExit(await world.passHere(), 4);
  assert.equal(await readFile(join(world.out, "manifest.csv"), "utf8"), before);
  const { failures, people } = await world.lastRun();
  assert.deepEqual([failures[0]?.objectId, failures[0]?.reason, people.unlistedKept], [id, "nulInProperty", 1]);
});
