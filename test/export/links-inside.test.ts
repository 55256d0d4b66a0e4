import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { cp, lstat, mkdir, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { runHere } from "../running/here.ts";
import { readPublished } from "../running/published.ts";
import { snapshot } from "../running/snapshot.ts";
import { assertExit, assertManifestIsTruth, makeWorld, readManifest, type World } from "../running/world.ts";

const photos = { people: 24, photoBytes: "small" } as const;
const rendition = ["--rendition", "thumbnail=48x48"];

/** A published export, the folders and files in it that a link could stand for, and another place with the same in it. */
async function exportWithPlaces(world: World, args: readonly string[]): Promise<readonly string[]> {
  assertExit(await world.passHere(args), 0);
  const [row] = await readManifest(world);
  assert.ok(row?.file !== undefined && row.thumbnailFile !== undefined);
  await mkdir(join(world.out, ".exophotos/undo"));
  return [
    "photos",
    dirname(row.file),
    "renditions",
    "renditions/thumbnail",
    dirname(row.thumbnailFile),
    "changes",
    ".exophotos",
    ...["tmp", "logs", "undo", "state.db", "lock.db"].map((name) => `.exophotos/${name}`),
  ];
}

/** Puts a link to elsewhere in the place of a thing of OUT's, does something, and puts the thing back. */
async function whileLinked(world: World, name: string, act: (elsewhere: string) => Promise<void>): Promise<void> {
  const [path, kept, elsewhere] = [join(world.out, name), join(world.folder, "kept"), join(world.folder, "elsewhere")];
  await cp(path, elsewhere, { recursive: true });
  if ((await lstat(path)).isDirectory()) await writeFile(join(elsewhere, "precious.txt"), "mine");
  await rename(path, kept);
  await symlink(elsewhere, path);
  await act(elsewhere);
  assert.ok((await lstat(path)).isSymbolicLink(), "the link is left to whoever made it");
  await rm(path);
  await rename(kept, path);
  await rm(elsewhere, { recursive: true });
}

test("A folder or database of OUT that is a link to elsewhere stops every pass and verify, and nothing there changes", async (t) => {
  const world = await makeWorld(t, photos);
  const everyPass = [...rendition, "--keep-files", "0", "--keep-changes", "0"];
  const places = await exportWithPlaces(world, everyPass);
  for (const person of [...world.tenant.directory.truth()].slice(0, 6)) {
    world.tenant.directory.removePhoto(person.objectId);
  }
  const before = await snapshot(world.out);
  for (const name of places) {
    await whileLinked(world, name, async (elsewhere) => {
      const there = await snapshot(world.folder);
      const words = new RegExp(`Could not use .*${name}: it is a link to another place.*ELOOP`);
      for (const args of [[], ["--rebuild-state"], ["--dry-run"]]) {
        const end = await world.passHere([...everyPass, ...args]);
        assertExit(end, 9);
        assert.match(end.stderr, words, name);
      }
      for (const args of [
        ["verify", world.out],
        ["explain", "x@y.example", "--out", world.out],
      ]) {
        const end = await runHere(args);
        assertExit(end, 9);
        assert.match(end.stderr, words, name);
      }
      assert.deepEqual(await snapshot(world.folder), there, name);
      assert.ok(existsSync(elsewhere));
    });
  }
  assert.deepEqual(await snapshot(world.out), before);
  assertExit(await world.passHere(everyPass), 0);
  await assertManifestIsTruth(world);
});

test("A dangling link in place of a folder or a database is no place to make one, and a loop ends", async (t) => {
  const world = await makeWorld(t, photos);
  assertExit(await world.passHere(), 0);
  const nowhere = join(world.folder, "nowhere");
  for (const [name, target] of [
    ["photos", nowhere],
    ["changes", "changes"],
    [".exophotos/lock.db", nowhere],
  ] as const) {
    await rm(join(world.out, name), { recursive: true });
    await symlink(target, join(world.out, name));
    const end = await world.passHere(["--full"]);
    assertExit(end, 9);
    assert.match(end.stderr, new RegExp(`${name}: it is a link to another place`));
    await rm(join(world.out, name));
  }
  assert.equal(existsSync(nowhere), false);
});

test("A state's folder that is named may be a link, the state in it may not", async (t) => {
  const world = await makeWorld(t, photos);
  const [real, stateDir] = [join(world.folder, "real"), join(world.folder, "state")];
  await mkdir(real);
  await symlink(real, stateDir);
  const args = ["--state-dir", stateDir];
  assertExit(await world.passHere(args), 0);
  await rename(join(real, "state.db"), join(world.folder, "moved.db"));
  await symlink(join(world.folder, "moved.db"), join(real, "state.db"));
  const end = await world.passHere(args);
  assertExit(end, 9);
  assert.match(end.stderr, /state\.db: it is a link to another place/);
});

test("OUT itself may be a link", async (t) => {
  const world = await makeWorld(t, photos);
  const real = join(world.folder, "real");
  await mkdir(real);
  await symlink(real, world.out);
  assertExit(await world.passHere(rendition), 0);
  assertExit(await world.passHere(rendition), 0);
  await assertManifestIsTruth(world);
  assertExit(await runHere(["verify", world.out]), 0);
});

test("A photo that is a link to the same bytes elsewhere is a fault, and becomes a file again", async (t) => {
  const world = await makeWorld(t, photos);
  assertExit(await world.passHere(), 0);
  const [row] = await readManifest(world);
  assert.ok(row?.file !== undefined);
  const [path, elsewhere] = [join(world.out, row.file), join(world.folder, "elsewhere.jpg")];
  await rename(path, elsewhere);
  const bytes = await readFile(elsewhere);
  await symlink(elsewhere, path);
  const found = await runHere(["verify", world.out]);
  assertExit(found, 7);
  assert.match(found.stdout, /a link to another place in place of the file/);
  assertExit(await runHere(["verify", ...world.access, "--out", world.out, "--repair"]), 0);
  assert.ok((await lstat(path)).isFile());
  assert.deepEqual(await readFile(elsewhere), bytes);
  await readPublished(world);
});

test("A replaced photo that is a link is swept as the link, and what it leads to stays", async (t) => {
  const world = await makeWorld(t, photos);
  assertExit(await world.passHere(), 0);
  const [row] = await readManifest(world);
  assert.ok(row?.file !== undefined && row.objectId !== undefined);
  const [path, elsewhere] = [join(world.out, row.file), join(world.folder, "elsewhere.jpg")];
  await rename(path, elsewhere);
  await symlink(elsewhere, path);
  world.tenant.directory.removePhoto(row.objectId);
  assertExit(await world.passHere(["--keep-files", "0"]), 0);
  await assert.rejects(lstat(path), { code: "ENOENT" });
  assert.ok((await lstat(elsewhere)).isFile());
});

test("A log that somebody has laid out as a link is not written through it", async (t) => {
  const world = await makeWorld(t, photos);
  assertExit(await world.passHere(), 0);
  const elsewhere = join(world.folder, "elsewhere.txt");
  await writeFile(elsewhere, "mine");
  await symlink(elsewhere, join(world.out, ".exophotos/logs/2.ndjson"));
  assertExit(await world.passHere(), 9);
  assert.equal(await readFile(elsewhere, "utf8"), "mine");
});

test("A folder for files under construction in a by-name folder that is a link is not used", async (t) => {
  const world = await makeWorld(t, photos);
  const links = ["--links", "UPN"];
  assertExit(await world.passHere(links), 0);
  const elsewhere = join(world.folder, "elsewhere");
  await mkdir(elsewhere);
  const temp = join(world.out, "by-userPrincipalName/.exophotos-tmp");
  await symlink(elsewhere, temp);
  const [row] = await readManifest(world);
  world.tenant.directory.removePhoto(row?.objectId ?? "");
  const end = await world.passHere(links);
  assertExit(end, 9);
  assert.match(end.stderr, /by-userPrincipalName: it is a link to another place/);
  assert.ok((await lstat(temp)).isSymbolicLink());
  await rm(temp);
  assertExit(await world.passHere(links), 0);
  assertExit(await runHere(["verify", world.out]), 0);
});
