import assert from "node:assert/strict";
import { lstat, mkdir, readdir, readFile, readlink, rename, rm, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import type { LinkFolderResult } from "../../src/links/link-tally.ts";
import { mountSmallDisk } from "../running/small-disk.ts";
import { snapshot } from "../running/snapshot.ts";
import { assertExit, makeWorld, readManifest, type World } from "../running/world.ts";
import { assertInStep, expectedOf, readByName } from "./by-name.ts";

const byEmployeeId = ["--links", "employeeId"];

async function lastResult(world: World, folder: string): Promise<LinkFolderResult> {
  const result = (await world.lastRun()).links.find((one) => one.folder === folder);
  assert.ok(result, `last-run.json tells of ${folder}`);
  return result;
}

test("Each photo is there under the values that --links names, also those that are no column, and a second pass touches nothing", async (t) => {
  const world = await makeWorld(t, { people: 60, photoBytes: "small" });
  const args = ["--links", "EMPLOYEEID", "--links", "UPN", "--links", "mailNickname"];
  assertExit(await world.passHere(args), 0);
  const rows = await readManifest(world);
  await assertInStep(world, "employeeId");
  await assertInStep(world, "userPrincipalName");
  assert.ok(!("mailNickname" in (rows[0] ?? {})), "manifest.csv has no column more");
  const people = world.tenant.directory;
  const named = rows.map((row) => ({ ...row, mailNickname: String(people.person(row.objectId ?? "")?.mailNickname) }));
  assert.deepEqual(await readByName(world, "by-mailNickname"), expectedOf(named, "mailNickname"));

  const guests = rows.filter(({ employeeId }) => employeeId === "").length;
  assert.ok(guests > 0);
  const { links, placed, withoutValue } = await lastResult(world, "by-employeeId");
  assert.deepEqual([links, placed, withoutValue], [rows.length - guests, rows.length - guests, guests]);

  const before = await stat(join(world.out, "by-employeeId"), { bigint: true });
  const end = await world.passHere([...args, "--log-format", "text"]);
  assertExit(end, 0);
  assert.match(end.stderr, /\d+ files in by-employeeId: 0 new or changed, 0 removed, \d+ people have no value/);
  const after = await stat(join(world.out, "by-employeeId"), { bigint: true });
  assert.equal(after.mtimeNs, before.mtimeNs);
});

test("The files are hard links where that can be: they take no room, and have the photo's type", async (t) => {
  const world = await makeWorld(t, { people: 30, photoBytes: "small" });
  assertExit(await world.passHere(byEmployeeId), 0);
  for (const { employeeId, file = "" } of await readManifest(world)) {
    if (employeeId === "") continue;
    const [link, photo] = await Promise.all([
      stat(join(world.out, `by-employeeId/${employeeId}.jpg`)),
      stat(join(world.out, file)),
    ]);
    assert.equal(link.ino, photo.ino);
  }
});

test("New photos, new values, lost photos and leavers are followed in the same pass", async (t) => {
  const world = await makeWorld(t, { people: 40, photoBytes: "small", photoShare: 1 });
  const args = [...byEmployeeId, "--links", "userPrincipalName"];
  assertExit(await world.passHere(args), 0);
  const { directory } = world.tenant;
  const [changed, renamed, swapped, swappedToo, lost, left] = (await readManifest(world)).filter(
    ({ employeeId }) => employeeId !== "",
  );
  assert.ok(changed && renamed && swapped && swappedToo && lost && left);
  directory.setPhoto(changed.objectId ?? "");
  directory.rename(renamed.objectId ?? "", "renamed@contoso.example");
  directory.setProperty(renamed.objectId ?? "", "employeeId", "E-new");
  directory.setProperty(swapped.objectId ?? "", "employeeId", swappedToo.employeeId ?? "");
  directory.setProperty(swappedToo.objectId ?? "", "employeeId", swapped.employeeId ?? "");
  directory.removePhoto(lost.objectId ?? "");
  directory.removePerson(left.objectId ?? "");
  assertExit(await world.passHere(args), 0);
  await assertInStep(world, "employeeId");
  await assertInStep(world, "userPrincipalName");
  const names = [...(await readByName(world, "by-employeeId")).keys()];
  assert.ok(names.includes("E-new.jpg"));
  for (const { employeeId } of [renamed, lost, left]) assert.ok(!names.includes(`${employeeId}.jpg`));
  const { placed, removed } = await lastResult(world, "by-employeeId");
  assert.deepEqual([placed, removed], [4, 3]);

  directory.setProperty(changed.objectId ?? "", "employeeId", (changed.employeeId ?? "").toLowerCase());
  assertExit(await world.passHere(args), 0);
  await assertInStep(world, "employeeId");
  directory.setProperty(changed.objectId ?? "", "employeeId", null);
  assertExit(await world.passHere(args), 0);
  await assertInStep(world, "employeeId");
});

test("A photo that becomes one of another type changes its extension, and the old name goes", async (t) => {
  const world = await makeWorld(t, { people: 10, photoBytes: "small", photoShare: 1 });
  const args = [...byEmployeeId, "--transcode=false"];
  assertExit(await world.passHere(args), 0);
  const [row] = (await readManifest(world)).filter(({ employeeId }) => employeeId !== "");
  const png = { bytes: world.tenant.samples.png, contentType: "image/png", width: 120, height: 120 };
  world.tenant.directory.setPhoto(row?.objectId ?? "", png);
  assertExit(await world.passHere(args), 0);
  const names = [...(await readByName(world, "by-employeeId")).keys()];
  assert.ok(names.includes(`${row?.employeeId}.png`) && !names.includes(`${row?.employeeId}.jpg`));
});

test("A name that two people should have is nobody's, until they are told apart", async (t) => {
  const world = await makeWorld(t, { people: 30, photoBytes: "small", photoShare: 1 });
  assertExit(await world.passHere(byEmployeeId), 0);
  const [one, other] = (await readManifest(world)).filter(({ employeeId }) => employeeId !== "");
  assert.ok(one?.employeeId && other);
  const taken = one.employeeId.toLowerCase();
  world.tenant.directory.setProperty(other.objectId ?? "", "employeeId", taken);
  const end = await world.passHere(byEmployeeId);
  assertExit(end, 0);
  assert.match(end.stderr, /In by-employeeId nobody has a name that several people should have/);
  for (const { userPrincipalName = "" } of [one, other]) assert.ok(end.stderr.includes(userPrincipalName));
  const names = [...(await readByName(world, "by-employeeId")).keys()].map((name) => name.toLowerCase());
  assert.ok(!names.includes(`${taken}.jpg`), "neither face is shown");
  const { collisions, collisionsTotal, removed } = await lastResult(world, "by-employeeId");
  const { people, examples } = collisions[0] ?? {};
  assert.deepEqual([collisionsTotal, removed, people], [1, 2, 2]);
  assert.deepEqual([...(examples ?? [])].sort(), [one.userPrincipalName, other.userPrincipalName].sort());

  world.tenant.directory.setProperty(other.objectId ?? "", "employeeId", "E-other");
  assertExit(await world.passHere(byEmployeeId), 0);
  await assertInStep(world, "employeeId");
});

test("What exophotos did not make is neither overwritten nor deleted: exit 9 names it, and the next pass tries again", async (t) => {
  const world = await makeWorld(t, { people: 30, photoBytes: "small", photoShare: 1 });
  assertExit(await world.passHere(), 0);
  const folder = join(world.out, "by-employeeId");
  const [file, link, directory] = (await readManifest(world)).filter(({ employeeId }) => employeeId !== "");
  await mkdir(join(folder, `${directory?.employeeId}.jpg`), { recursive: true });
  await writeFile(join(folder, `${file?.employeeId}.jpg`), "not ours");
  const elsewhere = join(world.folder, "elsewhere.jpg");
  await writeFile(elsewhere, "not ours either");
  await symlink(elsewhere, join(folder, `${link?.employeeId}.jpg`));
  await writeFile(join(folder, "index.html"), "mine");

  const end = await world.passHere(byEmployeeId);
  assertExit(end, 9);
  assert.match(end.stderr, /manifest is published, but 3 files of the by-name folders could not be brought into step/);
  assert.ok(end.stderr.includes(join(folder, `${file?.employeeId}.jpg: what is there was not made by exophotos`)));
  const { notPlaced, notPlacedTotal, links } = await lastResult(world, "by-employeeId");
  const expected = expectedOf(await readManifest(world), "employeeId");
  assert.deepEqual([notPlacedTotal, links], [3, expected.size - 3]);
  assert.deepEqual(new Set(notPlaced.map(({ errno }) => errno)), new Set(["EEXIST"]));
  const { result, exitCode, error } = await world.lastRun();
  assert.deepEqual([result, exitCode, error?.code], ["published", 9, "linksFailed"]);
  assert.equal(await readFile(join(folder, `${file?.employeeId}.jpg`), "utf8"), "not ours");
  assert.equal(await readlink(join(folder, `${link?.employeeId}.jpg`)), elsewhere);
  assert.equal(await readFile(elsewhere, "utf8"), "not ours either");

  for (const row of [file, link, directory]) await rm(join(folder, `${row?.employeeId}.jpg`), { recursive: true });
  assertExit(await world.passHere(byEmployeeId), 0);
  assert.deepEqual(await readdir(folder), [".exophotos", ...expected.keys(), "index.html"]);
  assertExit(await world.passHere(), 0);
  assert.deepEqual(await readdir(folder), ["index.html"]);
});

test("A by-name folder that is a link to somewhere else is not followed", async (t) => {
  const world = await makeWorld(t, { people: 10, photoBytes: "small", photoShare: 1 });
  assertExit(await world.passHere(), 0);
  const elsewhere = join(world.folder, "elsewhere");
  await mkdir(join(elsewhere, ".exophotos-tmp"), { recursive: true });
  await symlink(elsewhere, join(world.out, "by-employeeId"));
  const end = await world.passHere(byEmployeeId);
  assertExit(end, 9);
  assert.match(end.stderr, /by-employeeId: .*\(ENOTDIR\)/);
  assert.deepEqual(await readdir(elsewhere, { recursive: true }), [".exophotos-tmp"]);
});

test("A property that is no longer named takes its folder with it", async (t) => {
  const world = await makeWorld(t, { people: 20, photoBytes: "small" });
  assertExit(await world.passHere([...byEmployeeId, "--links", "mail"]), 0);
  assertExit(await world.passHere(["--links", "mail"]), 0);
  await assert.rejects(lstat(join(world.out, "by-employeeId")), { code: "ENOENT" });
  await assertInStep(world, "mail");
  assertExit(await world.passHere(), 0);
  assert.deepEqual(
    (await readdir(world.out)).filter((name) => name.startsWith("by-")),
    [],
  );
});

test("A folder in which nobody was left goes whole, also where a lost power left a file under construction", async (t) => {
  const world = await makeWorld(t, { people: 12, photoBytes: "small" });
  const args = ["--links", "mailNickname"];
  assertExit(await world.passHere(args), 0);
  const { directory } = world.tenant;
  for (const { objectId } of [...directory.truth()]) directory.setProperty(objectId, "mailNickname", null);
  assertExit(await world.passHere(args), 0);
  const folder = join(world.out, "by-mailNickname");
  assert.deepEqual(await readdir(folder), [".exophotos"]);
  await mkdir(join(folder, ".exophotos-tmp"));
  await writeFile(join(folder, ".exophotos-tmp", "half.tmp"), "half");
  assertExit(await world.passHere(), 0);
  await assert.rejects(lstat(folder), { code: "ENOENT" });
});

test("PROPERTY=RENDITION has a folder of its own beside the photos'", async (t) => {
  const world = await makeWorld(t, { people: 20, photoBytes: "small" });
  const args = ["--rendition", "thumbnail=48x48", ...byEmployeeId, "--links", "employeeId=thumbnail"];
  assertExit(await world.passHere(args), 0);
  await assertInStep(world, "employeeId");
  const expected = expectedOf(await readManifest(world), "employeeId", "thumbnailChecksum");
  assert.deepEqual(await readByName(world, "by-employeeId-thumbnail"), expected);
});

test("On another file system the files are copies, and follow as links do", async (t) => {
  const world = await makeWorld(t, { people: 20, photoBytes: "small", photoShare: 1 });
  assertExit(await world.passHere(), 0);
  const folder = join(world.out, "by-employeeId");
  await mkdir(folder);
  const disk = await mountSmallDisk(t, 8_000_000, folder);
  if (disk === undefined) return;
  try {
    assertExit(await world.passHere(byEmployeeId), 0);
    await assertInStep(world, "employeeId");
    const [changed, lost] = (await readManifest(world)).filter(({ employeeId }) => employeeId !== "");
    assert.equal((await stat(join(folder, `${changed?.employeeId}.jpg`))).nlink, 1);
    world.tenant.directory.setPhoto(changed?.objectId ?? "");
    world.tenant.directory.removePhoto(lost?.objectId ?? "");
    assertExit(await world.passHere(byEmployeeId), 0);
    await assertInStep(world, "employeeId");
  } finally {
    disk.unmount();
  }
});

test("A disk that is full is exit 9 and nothing more: the manifest is published, and the next pass goes on", async (t) => {
  const world = await makeWorld(t, { people: 20, photoBytes: "small", photoShare: 1 });
  assertExit(await world.passHere(), 0);
  const folder = join(world.out, "by-employeeId");
  await mkdir(folder);
  const disk = await mountSmallDisk(t, 40_000, folder);
  if (disk === undefined) return;
  try {
    const filler = join(folder, "filler");
    await writeFile(filler, Buffer.alloc(disk.freeBytes()));
    const end = await world.passHere(byEmployeeId);
    assertExit(end, 9);
    assert.match(end.stderr, /the disk is full \(ENOSPC\)/);
    assert.deepEqual(await readdir(folder), ["filler"]);
  } finally {
    disk.unmount();
  }
  await rm(folder, { recursive: true });
  assertExit(await world.passHere(byEmployeeId), 0);
  await assertInStep(world, "employeeId");
});

test("From a folder whose disk is full a leaver's file goes all the same", async (t) => {
  const world = await makeWorld(t, { people: 20, photoBytes: "small", photoShare: 1 });
  assertExit(await world.passHere(), 0);
  const folder = join(world.out, "by-employeeId");
  await mkdir(folder);
  const disk = await mountSmallDisk(t, 8_000_000, folder);
  if (disk === undefined) return;
  try {
    assertExit(await world.passHere(byEmployeeId), 0);
    const [left] = (await readManifest(world)).filter(({ employeeId }) => employeeId !== "");
    world.tenant.directory.removePerson(left?.objectId ?? "");
    await writeFile(join(folder, "filler"), Buffer.alloc(disk.freeBytes()));
    assertExit(await world.passHere(byEmployeeId), 0);
    assert.ok(!(await readdir(folder)).includes(`${left?.employeeId}.jpg`));
    await rm(join(folder, "filler"));
    await assertInStep(world, "employeeId");
  } finally {
    disk.unmount();
  }
});

test("A folder that somebody took away is made anew", async (t) => {
  const world = await makeWorld(t, { people: 20, photoBytes: "small" });
  assertExit(await world.passHere(byEmployeeId), 0);
  await rm(join(world.out, "by-employeeId"), { recursive: true });
  assertExit(await world.passHere(byEmployeeId), 0);
  await assertInStep(world, "employeeId");
});

test("A dry run, and a pass that a guard stops, leave the folders alone", async (t) => {
  const world = await makeWorld(t, { people: 20, photoBytes: "small", photoShare: 1 });
  assertExit(await world.passHere(byEmployeeId), 0);
  for (const { objectId = "" } of await readManifest(world)) world.tenant.directory.removePhoto(objectId);
  const before = await snapshot(world.out);
  assertExit(await world.passHere(["--links", "mail", "--max-delete", "100%", "--dry-run"]), 5);
  assert.deepEqual(await snapshot(world.out), before);
  assertExit(await world.passHere(["--links", "mail"]), 5);
  assert.deepEqual(
    (await readdir(world.out)).filter((name) => name.startsWith("by-")),
    ["by-employeeId"],
  );
});

test("--only follows the people it is about, and wants --links as they are", async (t) => {
  const world = await makeWorld(t, { people: 20, photoBytes: "small", photoShare: 1 });
  const args = [...byEmployeeId, "--links", "mailNickname"];
  assertExit(await world.passHere(args), 0);
  const before = await readByName(world, "by-mailNickname");
  const [row] = (await readManifest(world)).filter(({ employeeId }) => employeeId !== "");
  world.tenant.directory.setPhoto(row?.objectId ?? "");
  const refused = await world.passHere([...byEmployeeId, "--only", row?.objectId ?? ""]);
  assertExit(refused, 2);
  assert.match(refused.stderr, /needs --links as in the last pass/);
  assertExit(await world.passHere([...args, "--only", row?.objectId ?? ""]), 0);
  await assertInStep(world, "employeeId");
  const after = await readByName(world, "by-mailNickname");
  assert.deepEqual([...after.keys()], [...before.keys()]);
});

test("A state that is made anew takes over the files that are there, and follows on from them", async (t) => {
  const world = await makeWorld(t, { people: 20, photoBytes: "small", photoShare: 1 });
  assertExit(await world.passHere(byEmployeeId), 0);
  const [changed, lost] = (await readManifest(world)).filter(({ employeeId }) => employeeId !== "");
  world.tenant.directory.setPhoto(changed?.objectId ?? "");
  world.tenant.directory.removePhoto(lost?.objectId ?? "");
  await rename(join(world.out, ".exophotos/state.db"), join(world.folder, "lost.db"));
  assertExit(await world.passHere([...byEmployeeId, "--rebuild-state"]), 0);
  await assertInStep(world, "employeeId");
});
