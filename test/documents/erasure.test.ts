import assert from "node:assert/strict";
import { readdir, readFile, rm } from "node:fs/promises";
import { join, relative } from "node:path";
import { type TestContext, test } from "node:test";
import { runHere } from "../running/here.ts";
import { type CsvRow, makeWorld, readManifest, type World } from "../running/world.ts";

/* What security.md says of how a person leaves OUT. */

const shape = [
  ...["--rows", "people", "--rendition", "thumbnail=96x96", "--columns", "phash"],
  ...["--links", "userPrincipalName", "--links", "employeeId=thumbnail"],
];
const keptLogs = 30;

interface Traced {
  readonly world: World;
  readonly id: string;
  readonly row: CsvRow;
  /** The files below OUT that hold something of the person, by their names or within. */
  places(): Promise<readonly string[]>;
}

/** Exports people, one of whom then fails once, so that a log names them as well. */
async function tracedPerson(t: TestContext): Promise<Traced> {
  const world = await makeWorld(t, { people: 30, photoBytes: "small" });
  const { faults } = world.tenant;
  await publish(world);
  const row = (await readManifest(world)).find(({ file }) => file !== "") ?? {};
  const { objectId: id = "", userPrincipalName = "", file = "", thumbnailFile = "", checksum = "" } = row;
  const pictures = await Promise.all([file, thumbnailFile].map((name) => readFile(join(world.out, name))));
  const traces = [...pictures, ...[id, userPrincipalName, checksum].map((text) => Buffer.from(text))];
  faults.person(id, "metadata", { kind: "status", status: 403 });
  assert.equal((await world.passHere(shape)).exitCode, 4);
  faults.clear();
  return { world, id, row, places: () => holding(world.out, traces) };
}

async function publish(world: World, args: readonly string[] = []): Promise<void> {
  const { exitCode, stderr } = await world.passHere([...shape, ...args]);
  assert.equal(exitCode, 0, stderr);
}

async function holding(out: string, traces: readonly Buffer[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const entry of await readdir(out, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const name = relative(out, path);
    const content = Buffer.concat([Buffer.from(name), await readFile(path)]);
    if (traces.some((trace) => content.includes(trace))) found.push(name);
  }
  return found.sort();
}

test("Somebody who left goes from one place after the other, in the times that are set", async (t) => {
  const { world, id, row, places } = await tracedPerson(t);
  const { file = "", thumbnailFile = "", userPrincipalName, employeeId } = row;
  const [log, state] = [".exophotos/logs/2.ndjson", ".exophotos/state.db"];
  const history = ["changes/1-30.csv", "changes/31-31.csv"];
  assert.deepEqual(await places(), [
    log,
    state,
    `by-employeeId-thumbnail/${employeeId}.jpg`,
    `by-userPrincipalName/${userPrincipalName}.jpg`,
    "changes/1-30.csv",
    "last-run.json",
    "manifest.csv",
    file,
    thumbnailFile,
  ]);

  world.tenant.directory.removePerson(id);
  await publish(world);
  assert.deepEqual(await places(), [log, state, "changes.csv", ...history, file, thumbnailFile], "the next pass");
  await publish(world);
  assert.deepEqual(await places(), [log, state, ...history, file, thumbnailFile], "the one after it");
  await publish(world, ["--keep-files", "0"]);
  assert.deepEqual(await places(), [log, ...history], "after --keep-files");
  await publish(world, ["--keep-changes", "0"]);
  assert.deepEqual(await places(), [log], "after --keep-changes");
  for (let pass = 7; pass < keptLogs + 2; pass += 1) await publish(world);
  assert.deepEqual(await places(), [log]);
  await publish(world);
  assert.deepEqual(await places(), [], "30 passes after the one that named them");
});

test("Somebody who left is gone at once after two passes that keep nothing, and without logs", async (t) => {
  const { world, id, places } = await tracedPerson(t);
  assert.equal((await runHere(["report", world.out])).exitCode, 0);
  world.tenant.directory.removePerson(id);
  const keepNothing = ["--keep-files", "0", "--keep-changes", "0"];
  await publish(world, keepNothing);
  await publish(world, keepNothing);
  await rm(join(world.out, ".exophotos", "logs"), { recursive: true });
  assert.deepEqual(await places(), ["report.html"], "a report stays as it is");
  await rm(join(world.out, "report.html"));
  assert.deepEqual(await places(), []);
  await publish(world);
});

test("A photo that its owner removed is gone, and the person stays as one without", async (t) => {
  const { world, id, row } = await tracedPerson(t);
  const photo = await readFile(join(world.out, row.file ?? ""));
  world.tenant.directory.removePhoto(id);
  const keepNothing = ["--keep-files", "0", "--keep-changes", "0"];
  await publish(world, keepNothing);
  await publish(world, keepNothing);
  assert.deepEqual(await holding(world.out, [photo, Buffer.from(row.checksum ?? "")]), []);
  const after = (await readManifest(world)).find(({ objectId }) => objectId === id);
  assert.deepEqual([after?.userPrincipalName, after?.file, after?.phash], [row.userPrincipalName, "", ""]);
});
