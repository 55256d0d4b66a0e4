import assert from "node:assert/strict";
import { link, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { outputLayout } from "../../src/manifest/output-layout.ts";
import { acquireLock } from "../../src/publish/lock.ts";
import { openExistingState } from "../../src/store/state.ts";
import { runHere } from "../running/here.ts";
import {
  assertExit,
  assertManifestIsTruth,
  type CsvRow,
  makeWorld,
  readManifest,
  type World,
} from "../running/world.ts";
import { assertInStep } from "./by-name.ts";

const args = ["--links", "employeeId"];

/** A world after a pass, and the rows of people with a link. */
async function linkedWorld(t: TestContext): Promise<{ readonly world: World; readonly rows: readonly CsvRow[] }> {
  const world = await makeWorld(t, { people: 30, photoBytes: "small", photoShare: 1 });
  assertExit(await world.passHere(args), 0);
  const rows = (await readManifest(world)).filter(({ employeeId }) => employeeId !== "");
  return { world, rows };
}

test("verify names links that are missing or another picture and files that nobody knows, and --repair mends them", async (t) => {
  const { world, rows } = await linkedWorld(t);
  const sound = await runHere(["verify", world.out]);
  assertExit(sound, 0);
  assert.ok(sound.stdout.includes(`30 photos and ${rows.length} links checked`), sound.stdout);

  const folder = join(world.out, "by-employeeId");
  const [missing, edited, replaced] = rows.map(({ employeeId }) => `${employeeId}.jpg`);
  await rm(join(folder, missing ?? ""));
  // A consumer that writes into a hard link writes into the photo.
  await writeFile(join(folder, edited ?? ""), "edited in place");
  await rm(join(folder, replaced ?? ""));
  await writeFile(join(folder, replaced ?? ""), "another file");
  await writeFile(join(folder, "index.html"), "mine");
  const broken = await runHere(["verify", world.out]);
  assertExit(broken, 7);
  for (const line of [
    `link       by-employeeId/${missing}: no file`,
    `link       by-employeeId/${replaced}: not the picture that manifest.csv lists`,
    `size       ${rows[1]?.file}: 15 bytes`,
    "unlisted   by-employeeId/index.html: not on record",
    "3 differences. Run exophotos verify --repair",
  ]) {
    assert.ok(broken.stdout.includes(line), `${line}\n${broken.stdout}`);
  }
  assertExit(await runHere(["verify", world.out, "--repair", ...world.access]), 0);
  assert.equal((await world.lastRun()).photos.downloaded, 3);
  await assertManifestIsTruth(world);
  await rm(join(folder, "index.html"));
  await assertInStep(world, "employeeId");
});

test("verify says of a leaver's file that is still there that the next pass deletes it, and that pass does", async (t) => {
  const { world, rows } = await linkedWorld(t);
  const [left] = rows;
  world.tenant.directory.removePerson(left?.objectId ?? "");
  const state = openExistingState(outputLayout(world.out).stateDb);
  const record = [...state.links.all()].find(({ objectId }) => objectId === left?.objectId);
  assert.ok(record);
  assertExit(await world.passHere(args), 0);
  // As where it could not be deleted: the record outlives the person.
  await link(join(world.out, record.file), join(world.out, record.folder, record.name));
  state.links.intend(record);
  state.links.markPlaced(record);
  state.close();

  const end = await runHere(["verify", world.out, "--repair", ...world.access]);
  assertExit(end, 7);
  assert.ok(end.stdout.includes(`by-employeeId/${record.name}: should be gone; the next pass deletes it`), end.stdout);
  assertExit(await world.passHere(args), 0);
  await assertInStep(world, "employeeId");
  assertExit(await runHere(["verify", world.out]), 0);
});

test("verify leaves the links alone while a pass holds the directory, and says so", async (t) => {
  const { world, rows } = await linkedWorld(t);
  await rm(join(world.out, `by-employeeId/${rows[0]?.employeeId}.jpg`));
  using _ = acquireLock(world.out);
  const end = await runHere(["verify", world.out]);
  assertExit(end, 0);
  assert.match(end.stdout, /A pass is running: the by-name folders were not checked\./);
});
