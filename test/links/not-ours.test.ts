import assert from "node:assert/strict";
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { placeLinks } from "../../src/links/place-links.ts";
import { outputLayout } from "../../src/manifest/output-layout.ts";
import { openExistingState } from "../../src/store/state.ts";
import { assertExit, makeWorld, readManifest } from "../running/world.ts";
import { assertInStep, readByName } from "./by-name.ts";

const args = ["--links", "employeeId"];

async function linkedWorld(t: TestContext) {
  const world = await makeWorld(t, { people: 20, photoBytes: "small", photoShare: 1 });
  assertExit(await world.passHere(args), 0);
  const rows = (await readManifest(world)).filter(({ employeeId }) => employeeId !== "");
  const pathOf = (index: number) => join(world.out, `by-employeeId/${rows[index]?.employeeId}.jpg`);
  return { world, rows, pathOf };
}

/** A program that replaces a file, as most do, and does not write into the photo. */
async function replaceFile(path: string, text: string): Promise<void> {
  await writeFile(`${path}.new`, text);
  await rename(`${path}.new`, path);
}

test("A file that somebody put in the place of ours is neither deleted nor overwritten, and is theirs from then on", async (t) => {
  const { world, rows, pathOf } = await linkedWorld(t);
  await replaceFile(pathOf(0), "a better picture of a leaver");
  await replaceFile(pathOf(1), "a better picture");
  world.tenant.directory.removePerson(rows[0]?.objectId ?? "");
  world.tenant.directory.setPhoto(rows[1]?.objectId ?? "");
  const end = await world.passHere(args);
  assertExit(end, 9);
  for (const index of [0, 1])
    assert.ok(end.stderr.includes(`${pathOf(index)}: what is there was not made by exophotos`));
  assert.equal(await readFile(pathOf(0), "utf8"), "a better picture of a leaver");
  assert.equal(await readFile(pathOf(1), "utf8"), "a better picture");

  const next = await world.passHere(args);
  assertExit(next, 9);
  assert.ok(!next.stderr.includes(pathOf(0)) && next.stderr.includes(pathOf(1)), next.stderr);
  assert.equal(await readFile(pathOf(1), "utf8"), "a better picture");
  for (const index of [0, 1]) await rm(pathOf(index));
  assertExit(await world.passHere(args), 0);
  await assertInStep(world, "employeeId");
});

test("A file of ours is known by its checksum once the picture that it was is swept", async (t) => {
  const { world, rows, pathOf } = await linkedWorld(t);
  const [left, changed] = rows;
  const path = join(world.folder, "copy.jpg");
  for (const index of [0, 1]) {
    // As on a file system without hard links.
    await writeFile(path, await readFile(pathOf(index)));
    await rename(path, pathOf(index));
  }
  world.tenant.directory.removePerson(left?.objectId ?? "");
  world.tenant.directory.setPhoto(changed?.objectId ?? "");
  for (const row of [left, changed]) await rm(join(world.out, row?.file ?? ""));
  assertExit(await world.passHere(args), 0);
  assert.ok(!(await readByName(world, "by-employeeId")).has(`${left?.employeeId}.jpg`));
  await assertInStep(world, "employeeId");
});

test("What could not be made is not on record, and what could not be replaced is still known for what it is", async (t) => {
  const { world, rows, pathOf } = await linkedWorld(t);
  const state = openExistingState(outputLayout(world.out).stateDb);
  t.after(() => state.close());
  const links = [{ property: "employeeId", rendition: undefined }];
  const place = async () =>
    (await placeLinks({ out: world.out, state, links, pass: 2, repairs: false, rename: {} }))[0];
  const recordOf = (index: number) => [...state.links.all()].find(({ objectId }) => objectId === rows[index]?.objectId);
  const [missing, replaced] = [recordOf(0), recordOf(1)];
  assert.ok(missing && replaced);

  // Neither can be copied: the pictures are away.
  await rm(pathOf(0));
  state.links.forget(missing);
  const before = { ...replaced, file: recordOf(2)?.file ?? "" };
  await rm(pathOf(1));
  await writeFile(pathOf(1), await readFile(join(world.out, before.file)));
  state.links.intend(before);
  state.links.markPlaced(before);
  for (const { file } of [missing, replaced]) await rename(join(world.out, file), join(world.out, `${file}.away`));
  assert.equal((await place())?.notPlacedTotal, 2);
  assert.equal(recordOf(0), undefined);
  assert.deepEqual(recordOf(1), before);

  for (const { file } of [missing, replaced]) await rename(join(world.out, `${file}.away`), join(world.out, file));
  for (const index of [0, 1]) await replaceFile(pathOf(index), "not ours");
  const next = await place();
  assert.deepEqual(new Set(next?.notPlaced.map(({ errno }) => errno)), new Set(["EEXIST"]));
  for (const index of [0, 1]) assert.equal(await readFile(pathOf(index), "utf8"), "not ours");
  for (const index of [0, 1]) await rm(pathOf(index));
  assert.equal((await place())?.notPlacedTotal, 0);
  await assertInStep(world, "employeeId");
});
