import assert from "node:assert/strict";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { errorOf, logLines } from "../running/said.ts";
import { assertExit } from "../running/world.ts";
import { countsOf, documentOf, makePushWorld, type PushWorld, writing } from "./push-world.ts";

async function listOf(world: PushWorld): Promise<string> {
  const rows = [["person", "file"]];
  for (const [index, id] of world.ids.entries()) {
    await world.photo(`${index}.jpg`, index, id);
    rows.push([world.upnOf(id), `${index}.jpg`]);
  }
  return await world.list(rows);
}

test("Without the permission to write photos nothing is sent, and the permission is named", async (t) => {
  const world = await makePushWorld(t, { people: 5, permissions: ["User.Read.All", "ProfilePhoto.Read.All"] });
  const error = errorOf(await world.push(["--list", await listOf(world)]), 3);
  assert.equal(error.code, "permissionMissing");
  assert.match(error.todo, /ProfilePhoto\.ReadWrite\.All/);
  assert.equal(world.tenant.traffic.calls, 0);
});

test("People are not looked up by what the application may not read: the permission is named", async (t) => {
  const permissions = ["User.ReadBasic.All", "ProfilePhoto.ReadWrite.All"];
  const world = await makePushWorld(t, { people: 5, permissions });
  await world.photo(`${world.tenant.directory.person(world.ids[0] ?? "")?.employeeId}.jpg`, 1);
  const error = errorOf(await world.push(["--name-is", "employeeId"]), 3);
  assert.match(error.todo, /User\.Read\.All/);
  assertExit(await world.push(["--list", await listOf(world)]), 0);
});

test("Where Graph is not reached nobody is blamed, and the run says so", async (t) => {
  const world = await makePushWorld(t, { people: 5 });
  const list = await listOf(world);
  for (const kind of ["batch", "user"] as const) {
    world.tenant.faults.call(kind, { kind: "reset", when: "beforeAnswer" }, Number.POSITIVE_INFINITY);
  }
  const error = errorOf(await world.push(["--list", list]), 8);
  assert.equal(error.code, "unreachable");
  world.tenant.faults.clear();
  world.tenant.faults.call("write", { kind: "reset", when: "beforeAnswer" }, Number.POSITIVE_INFINITY);
  // Each was taken, and no answer came: all of them are there, and the next run sees it.
  const silent = await world.push(["--list", list, "--json"]);
  assert.deepEqual(countsOf(silent), { named: 5, failed: 5 });
  world.tenant.faults.clear();
  assert.deepEqual(countsOf(await world.push(["--list", list, "--json"])), { named: 5, looksSame: 5 });
});

test("A policy that photos come from on premises is found before the first photo where it may be read", async (t) => {
  const permissions = [...writing, "PeopleSettings.Read.All"];
  const world = await makePushWorld(t, { people: 5, permissions, photoSource: "onPremises" });
  const error = errorOf(await world.push(["--list", await listOf(world)]), 3);
  assert.equal(error.code, "photosForbidden");
  assert.match(error.what, /photoUpdateSettings, source onPremises/);
  assert.equal(world.tenant.traffic.writes, 0);
});

test("Where the policy may not be read, three refused photos are enough to know that it is not about one person", async (t) => {
  const world = await makePushWorld(t, { people: 40, photoSource: "onPremises" });
  const to = join(world.folder, "photos/results.csv");
  const error = errorOf(await world.push(["--list", await listOf(world), "--to", to]), 3);
  assert.equal(error.code, "photosForbidden");
  assert.match(error.todo, /photoUpdateSettings/);
  assert.equal(world.tenant.traffic.writes, 3);
});

test("Every mistake in the list is named with its line, and nothing is sent", async (t) => {
  const world = await makePushWorld(t, { people: 3 });
  const list = join(world.folder, "list.csv");
  const lines = [
    "person,file,checksum,approvedAt",
    "ada@fabrikam.example,ada.jpg,,",
    "bob@fabrikam.example,bob.jpg,12ab,",
    ",nobody.jpg,,",
    "cleo@fabrikam.example,,,",
    "ADA@fabrikam.example,other.jpg,,",
    "dan@fabrikam.example,../secret.jpg,,",
    'eve@fabrikam.example,"eve',
    '.jpg",,yesterday',
    "fay@fabrikam.example,fay.jpg",
  ];
  await writeFile(list, `${lines.join("\n")}\n`);
  const error = errorOf(await world.push(["--list", list]), 2);
  assert.equal(error.code, "listWrong");
  assert.match(error.what, /list\.csv has 7 mistakes; nothing was sent/);
  for (const [line, problem] of [
    [3, "has a checksum that is none of"],
    [4, "names no person"],
    [5, "names no file for cleo"],
    [6, "names ADA@fabrikam.example again, who is on line 2"],
    [7, "names ../secret.jpg, which is not in the folder"],
    [8, 'has "yesterday" as approvedAt'],
    [10, "has 2 fields, the header has 4"],
  ] as const) {
    assert.ok(error.why?.includes(`line ${line} ${problem}`), `${line} ${problem}\n${error.why}`);
  }
  await writeFile(list, "who,file\nada,ada.jpg\n");
  assert.match(errorOf(await world.push(["--list", list]), 2).why ?? "", /line 1 has the unknown column "who"/);
  await writeFile(list, "");
  assert.match(errorOf(await world.push(["--list", list]), 2).why ?? "", /line 1 has no header/);
  await writeFile(list, 'person,file\nada,"a"b.jpg\n');
  assert.match(errorOf(await world.push(["--list", list]), 2).why ?? "", /line 2 is no CSV/);
  assert.equal(world.tenant.traffic.writes, 0);
});

test("People who cannot get their photo are named with the reason, and all others get theirs", async (t) => {
  const world = await makePushWorld(t, { people: 12 });
  const { tenant, ids } = world;
  const { directory } = tenant;
  const [good = "", noMailbox = "", wrongSum = "", noPicture = "", noFile = "", forbidden = "", twice = ""] = ids;
  directory.setMailbox(noMailbox, "nonExistent");
  tenant.faults.person(forbidden, "write", { kind: "status", status: 403 });
  for (const name of ["good", "mailbox", "sum", "forbidden", "one", "other"]) await world.photo(`${name}.jpg`, 1, name);
  await writeFile(join(world.from, "text.jpg"), "no picture at all");
  const sum = "0".repeat(64);
  const list = await world.list([
    ["person", "file", "checksum"],
    [good.toUpperCase(), "good.jpg", ""],
    [world.upnOf(noMailbox), "mailbox.jpg", ""],
    [world.upnOf(wrongSum), "sum.jpg", sum],
    [world.upnOf(noPicture), "text.jpg", ""],
    [world.upnOf(noFile), "missing.jpg", ""],
    [world.upnOf(forbidden), "forbidden.jpg", ""],
    [twice, "one.jpg", ""],
    [world.upnOf(twice), "other.jpg", ""],
    ["nobody@fabrikam.example", "good.jpg", ""],
  ]);
  const end = await world.push(["--list", list, "--json"]);
  assertExit(end, 4);
  assert.deepEqual(
    documentOf(end).failures.map(({ line, reason }) => [line, reason]),
    [
      [3, "noMailbox"],
      [4, "notApproved"],
      [5, "pictureUnusable"],
      [6, "fileUnreadable"],
      [7, "graph"],
      [8, "samePerson"],
      [9, "samePerson"],
      [10, "unknownPerson"],
    ],
  );
  assert.equal(documentOf(end).counts.sent, 1);
  assert.ok(directory.photoOf(good) !== undefined);
  const warnings = logLines(end).filter(({ level }) => level === "warn");
  assert.equal(warnings.length, 8);
  assert.match(String(warnings.at(-1)?.msg), /^nobody@fabrikam\.example \(line 10\): the tenant knows nobody/);
});

test("A file's name may be an employeeId or the name of an account, and one that several have is named", async (t) => {
  const world = await makePushWorld(t, { people: 40 });
  const { directory } = world.tenant;
  const synced = world.ids.filter((id) => directory.person(id)?.onPremisesSamAccountName !== null);
  const [one = "", two = "", three = ""] = synced;
  await world.photo(`${directory.person(one)?.employeeId}.jpg`, 1);
  await world.photo("E9999999.jpeg", 2);
  await writeFile(join(world.from, "Thumbs.db"), "not a picture");
  const first = await world.push(["--name-is", "employeeId", "--json"]);
  assert.deepEqual(countsOf(first), { named: 2, sent: 1, failed: 1 });
  assert.ok(directory.photoOf(one) !== undefined);

  await rm(world.from, { recursive: true });
  const again = await world.list([
    ["person", "file"],
    ["x", "y.jpg"],
  ]);
  assert.equal(errorOf(await world.push(), 9).code, "outputFailed");
  directory.setProperty(three, "onPremisesSamAccountName", "o'neill");
  directory.setProperty(two, "onPremisesSamAccountName", "O'Neill");
  const end = await world.push(["--list", again, "--name-is", "onPremisesSamAccountName", "--json"]);
  assert.deepEqual(
    documentOf(end).failures.map(({ reason }) => reason),
    ["unknownPerson"],
  );
  const both = await world.list([
    ["person", "file"],
    ["O'NEILL", "y.jpg"],
  ]);
  const ambiguous = await world.push(["--list", both, "--name-is", "onPremisesSamAccountName", "--json"]);
  assert.deepEqual(
    documentOf(ambiguous).failures.map(({ reason }) => reason),
    ["ambiguousPerson"],
  );
});

test("A state of another tenant, of something else, or in use by another push is refused", async (t) => {
  const world = await makePushWorld(t, { people: 3 });
  const list = await listOf(world);
  assertExit(await world.push(["--list", list]), 0);
  const holder = new DatabaseSync(world.state);
  holder.exec("BEGIN EXCLUSIVE");
  assert.equal(errorOf(await world.push(["--list", list]), 6).code, "locked");
  holder.exec("ROLLBACK");
  holder.exec("UPDATE tenant SET id = 'another'");
  holder.close();
  assert.equal(errorOf(await world.push(["--list", list]), 2).code, "stateOtherTenant");
  await writeFile(world.state, "no database, but long enough to be looked at as one".repeat(20));
  const damaged = errorOf(await world.push(["--list", list]), 9);
  assert.equal(damaged.code, "stateDamaged");
  assert.match(damaged.todo, /--state/);
});

test("Other photos are not replaced in great number unless that is accepted; people without one get theirs", async (t) => {
  const world = await makePushWorld(t, { people: 50 });
  const { tenant, ids } = world;
  const list = await listOf(world);
  assertExit(await world.push(["--list", list]), 0);
  // The same portraits, one place further.
  const photos = ids.map((id) => tenant.directory.photoOf(id));
  for (const [index, id] of ids.entries()) {
    const other = photos[index + 1];
    if (index < 30 && other !== undefined) tenant.directory.setPhoto(id, other);
  }
  tenant.traffic.reset();
  const stopped = errorOf(await world.push(["--list", list]), 5);
  assert.match(stopped.what, /replace the photos of 30 of 50 people, and 20 may be changed/);
  assert.match(stopped.todo, /--max-change 30/);
  assert.equal(tenant.traffic.writes, 0);
  assertExit(await world.push(["--list", list, "--max-change", "60%"]), 0);
  assert.equal(tenant.traffic.written, 30);
});
