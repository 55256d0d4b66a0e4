import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import type { CommandEnd } from "../running/command.ts";
import { runHere } from "../running/here.ts";
import { assertExit, makeWorld, type World } from "../running/world.ts";

/** Fails where anything that was said names a person, the tenant, the application, a host or a path. */
function assertNameless({ tenant, folder }: World, end: CommandEnd): void {
  const said = `${end.stdout}${end.stderr}`.toLowerCase();
  const names = [tenant.tenantId, tenant.clientId, "localhost", "127.0.0.1", folder, ...tenant.secrets()];
  for (const { objectId, userPrincipalName } of tenant.directory.truth()) {
    names.push(
      objectId,
      userPrincipalName,
      userPrincipalName.split("@")[0] ?? "",
      userPrincipalName.split("@")[1] ?? "",
    );
  }
  for (const name of names) assert.ok(!said.includes(name.toLowerCase()), `${name} is in ${said}`);
}

function facts(world: World, args: readonly string[] = []): Promise<CommandEnd> {
  return runHere(["doctor", ...world.access, "--out", world.out, "--facts", ...args]);
}

test("--facts counts how the tenant answers, in lines and in JSON, and names nobody", async (t) => {
  const world = await makeWorld(t, {
    people: 60,
    photoBytes: "small",
    valueEtag: "different",
    noPhotoForms: ["placeholder"],
    answersNotModified: true,
  });
  // The first one is of the check of a photo.
  world.tenant.faults.call("value", { kind: "status", status: 429, retryAfter: 0 }, 1, 1);
  const end = await facts(world);
  assertExit(end, 0);
  assertNameless(world, end);
  assert.match(end.stdout, /^ok {7}settings +settingsRight\n/);
  assert.match(end.stdout, /\n {2}people asked about +\d+, with a photo 20\n/);
  assert.match(end.stdout, /\n {2}«no photo» in metadata +200 with the 1x1 placeholder: \d+\n/);
  assert.match(end.stdout, /\n {2}ETag of the bytes is mediaEtag +different: 20\n/);
  assert.match(end.stdout, /\n {2}If-None-Match is answered +304: 20\n/);
  assert.match(end.stdout, /\n {2}answers 429 +1\n {2}Retry-After in seconds +0: 1\n/);

  const json = await facts(world, ["--json"]);
  assertNameless(world, json);
  const document = JSON.parse(json.stdout);
  assert.deepEqual(document.facts.askedTwice, { sameEtag: { yes: 20 }, sameBytes: { yes: 20 } });
  assert.deepEqual(document.facts.batch, { statuses: { 200: 20 }, sameBytes: { yes: 20 } });
  assert.deepEqual(document.facts.signatures, { JPEG: 20 });
  assert.deepEqual(Object.keys(document.checks[0]).sort(), ["check", "finding", "status"]);
});

test("--facts tells etags that are the same or missing, and 404s by their codes", async (t) => {
  const same = await makeWorld(t, { people: 20, photoBytes: "small", noPhotoForms: ["imageNotFound", "emptyBody"] });
  const end = await facts(same);
  assertExit(end, 0);
  assert.match(end.stdout, /ETag of the bytes is mediaEtag +same: \d+\n/);
  assert.match(end.stdout, /«no photo» in metadata +404 ImageNotFound: \d+, 404 without a code: \d+\n/);
  assert.match(end.stdout, /If-None-Match is answered +200: \d+\n/);
  const absent = await makeWorld(t, { people: 20, photoBytes: "small", valueEtag: "absent" });
  assert.match((await facts(absent)).stdout, /ETag of the bytes is mediaEtag +absent: \d+\n/);
});

test("--facts names nobody where checks fail, either", async (t) => {
  const world = await makeWorld(t, { people: 10, photoBytes: "small", permissions: [] });
  const end = await facts(world);
  assertExit(end, 3);
  assertNameless(world, end);
  assert.match(end.stdout, /\nfailure {2}permissions +permissionsMissing\n/);
  assert.match(end.stdout, /\nfailure {2}users +failed permissionMissing\n/);
  assert.match(end.stdout, /No facts/);
  const settings = await runHere([
    "doctor",
    ...world.access,
    "--facts",
    "--filter",
    "a",
    "--users-from",
    join(world.folder, "x"),
  ]);
  assertExit(settings, 2);
  assertNameless(world, settings);
});
