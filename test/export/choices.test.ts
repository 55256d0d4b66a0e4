import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { readPublished, snapshot } from "../running/published.ts";
import { assertExit, assertManifestIsTruth, makeWorld, type World } from "../running/world.ts";

const acceptAll = ["--max-delete", "100%"];

/** Object ids of the people with a photo whose properties fit. */
function withPhoto(
  { tenant: { directory } }: World,
  fits: (properties: Readonly<Record<string, unknown>>) => boolean = () => true,
): readonly string[] {
  return [...directory.truth()]
    .filter(({ objectId, photoSha256 }) => photoSha256 !== undefined && fits(directory.person(objectId) ?? {}))
    .map(({ objectId }) => objectId)
    .sort();
}

async function publishedIds(world: World): Promise<readonly string[]> {
  return [...(await readPublished(world)).rows.keys()];
}

test("A pass is about the people of its filter, and a changed filter takes the others out at once", async (t) => {
  const world = await makeWorld(t, { people: 120, photoBytes: "small" });
  const { directory, faults, traffic } = world.tenant;
  // Whoever was listed without the filter, in a pass that published nothing, is known and must not come in by that.
  faults.everyone("value", { kind: "status", status: 403 });
  assertExit(await world.passHere(), 3);
  faults.clear();
  traffic.reset();
  const advanced = ["--filter", "endswith(userPrincipalName,'7@fabrikam.example') or accountEnabled ne true"];
  assertExit(await world.passHere(advanced), 0);
  const inAdvanced = withPhoto(
    world,
    (one) => String(one.userPrincipalName).endsWith("7@fabrikam.example") || one.accountEnabled !== true,
  );
  assert.ok(inAdvanced.length > 2);
  assert.deepEqual(await publishedIds(world), inAdvanced);
  const listing = traffic.requests.find(({ kind }) => kind === "users");
  assert.equal(listing?.consistencyLevel, "eventual");

  const country = directory.person(inAdvanced[0] ?? "")?.country;
  const simple = ["--filter", `country eq '${country}'`, ...acceptAll];
  assertExit(await world.passHere(simple), 0);
  const inSimple = withPhoto(world, (one) => one.country === country);
  const { rows, changes } = await readPublished(world);
  assert.deepEqual([...rows.keys()], inSimple);
  const out = changes.filter(({ changeType }) => changeType === "Delete");
  assert.deepEqual(
    out.map(({ objectId }) => objectId),
    inAdvanced.filter((id) => !inSimple.includes(id)),
  );
  assert.deepEqual(new Set(out.map(({ reason }) => reason)), new Set(["outOfChoice"]));

  const [missing = "", moved = ""] = inSimple;
  directory.hideFromListing(missing);
  directory.setProperty(moved, "country", "Elsewhere");
  assertExit(await world.passHere(simple), 0);
  assert.deepEqual(await publishedIds(world), inSimple);
  directory.hideFromListing(missing, false);
  assertExit(await world.passHere(simple), 0);
  const last = await readPublished(world);
  assert.deepEqual(
    last.changes.map(({ changeType, reason, objectId }) => [changeType, reason, objectId]),
    [["Delete", "outOfChoice", moved]],
  );

  // Missing twice, but not twice in a row.
  directory.hideFromListing(missing);
  assertExit(await world.passHere(simple), 0);
  assert.deepEqual((await readPublished(world)).changes, []);
  directory.hideFromListing(missing, false);

  const refused = await world.passHere(["--filter", "country like 'X'"]);
  assertExit(refused, 2);
  assert.match(refused.stderr, /--filter/);

  assertExit(await world.passHere(), 0);
  await assertManifestIsTruth(world);
});

test("A pass is about the members of a group, also nested ones, or the people that a CSV file names", async (t) => {
  const world = await makeWorld(t, { people: 100, photoBytes: "small" });
  const { directory } = world.tenant;
  const photos = withPhoto(world);
  const inner = directory.createGroup(photos.slice(0, 5));
  const group = directory.createGroup([...photos.slice(3, 8), inner]);
  assertExit(await world.passHere(["--group", group]), 0);
  assert.deepEqual(await publishedIds(world), photos.slice(0, 8));
  assertExit(await world.passHere(["--group", "8b6e1c2a-5d0f-4f5e-9f6e-0c2b7a1d3e4f"]), 2);

  const names = photos.slice(6, 12).map((id) => String(directory.person(id)?.userPrincipalName));
  const list = join(world.folder, "people.csv");
  const unknown = ["8b6e1c2a-5d0f-4f5e-9f6e-0c2b7a1d3e4f", "nobody@fabrikam.example"];
  const lines = [
    `"User principal name",Name`,
    ...names.map((name) => `"${name}","A, B"`),
    ...unknown,
    photos[20] ?? "",
  ];
  await writeFile(list, `\uFEFF${lines.join("\r\n")}\r\n`);
  assertExit(await world.passHere(["--users-from", list]), 0);
  assert.deepEqual(await publishedIds(world), [...photos.slice(6, 12), photos[20]]);
  const { changes } = await readPublished(world);
  assert.deepEqual(
    changes.filter(({ changeType }) => changeType === "Delete").map(({ objectId, reason }) => [objectId, reason]),
    photos.slice(0, 6).map((id) => [id, "outOfChoice"]),
  );

  await writeFile(list, "");
  const before = await snapshot(world);
  assertExit(await world.passHere(["--users-from", list]), 5);
  assertExit(await world.passHere(["--users-from", join(world.folder, "none.csv")]), 2);
  assert.deepEqual(await snapshot(world), before);
});

test("--only refreshes the people named and leaves all others as published", async (t) => {
  const world = await makeWorld(t, { people: 80, photoBytes: "small" });
  const { directory, traffic } = world.tenant;
  assertExit(await world.passHere(["--columns", "department"]), 0);
  const first = await readPublished(world);
  const [byId = "", byName = "", other = "", gone = ""] = withPhoto(world);
  directory.setPhoto(byId);
  directory.rename(byName, "o'brien@fabrikam.example");
  directory.setPhoto(other);
  directory.removePhoto(other);
  directory.removePerson(gone);
  traffic.reset();
  const columns = ["--columns", "department"];
  assertExit(await world.passHere(["--only", byId.toUpperCase(), "--only", "O'Brien@fabrikam.example", ...columns]), 0);
  const second = await readPublished(world);
  assert.deepEqual(
    second.changes.map(({ objectId, reason }) => `${objectId} ${reason}`).sort(),
    [`${byId} photo`, `${byName} attributes`].sort(),
  );
  for (const id of [other, gone]) assert.deepEqual(second.rows.get(id), first.rows.get(id));
  assert.equal(traffic.listingPages, 0);

  const before = await snapshot(world);
  const unknown = await world.passHere(["--only", "nobody@fabrikam.example", ...columns]);
  assertExit(unknown, 2);
  assert.match(unknown.stderr, /nobody@fabrikam\.example/);
  for (const others of [[], ["--columns", "department", "--rows", "people"], [...columns, "--checksum", "md5"]]) {
    assertExit(await world.passHere(["--only", byId, ...others]), 2);
  }
  assert.deepEqual(await snapshot(world), before);

  assertExit(await world.passHere(["--only", gone, ...columns]), 0);
  const { changes } = await readPublished(world);
  assert.deepEqual(
    changes.map(({ objectId, changeType, reason }) => [objectId, changeType, reason]),
    [[gone, "Delete", "left"]],
  );
  assertExit(await world.passHere(columns), 0);
  await assertManifestIsTruth(world);
});

test("--only with a userPrincipalName that is another by now refreshes the person who had it", async (t) => {
  const world = await makeWorld(t, { people: 30, photoBytes: "small" });
  const { directory } = world.tenant;
  assertExit(await world.passHere(), 0);
  const [renamed = ""] = withPhoto(world);
  const before = String(directory.person(renamed)?.userPrincipalName);
  directory.rename(renamed, "new.name@fabrikam.example");
  directory.setPhoto(renamed);
  assertExit(await world.passHere(["--only", before]), 0);
  assert.deepEqual(
    (await readPublished(world)).changes.map((change) => [change.objectId, change.userPrincipalName, change.reason]),
    [[renamed, "new.name@fabrikam.example", "photo"]],
  );
});
