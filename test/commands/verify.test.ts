import assert from "node:assert/strict";
import { readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import type { Fault } from "../../src/commands/verify-fault.ts";
import { checkOutput } from "../../src/commands/verify-output.ts";
import { checkPictures } from "../../src/commands/verify-photo.ts";
import { outputLayout } from "../../src/manifest/output-layout.ts";
import { writeDurably } from "../../src/platform/durable-file.ts";
import { openExistingState, openStateForReading } from "../../src/store/state.ts";
import { sampleRow } from "../manifest/sample-rows.ts";
import { runCommand } from "../running/command.ts";
import { runHere } from "../running/here.ts";
import { readPublished } from "../running/published.ts";
import { assertExit, makeWorld, readManifest, type World } from "../running/world.ts";
import { temporaryFolder } from "../settings/temporary-folder.ts";

/** A world after two passes, between which one photo changed. */
async function publishedTwice(t: Parameters<typeof makeWorld>[0]): Promise<World> {
  const world = await makeWorld(t, { people: 60, photoBytes: "small" });
  assertExit(await world.passHere(), 0);
  const [first] = await readManifest(world);
  world.tenant.directory.setPhoto(first?.objectId ?? "");
  assertExit(await world.passHere(), 0);
  return world;
}

test("verify names each broken photo, --repair fetches just those again, and foreign files are only mentioned", async (t) => {
  const world = await publishedTwice(t);
  const sound = await runCommand(["verify", world.out]);
  assertExit(sound, 0);
  assert.match(
    sound.stdout,
    /^1 file is no longer listed and kept for slow readers\.\n30 rows and 30 photos checked: /,
  );

  const rows = await readManifest(world);
  const [deleted, cut, other] = rows.slice(3);
  assert.ok(deleted?.file && cut?.file && other?.file);
  await rm(join(world.out, deleted.file));
  await truncate(join(world.out, cut.file), 100);
  await writeFile(join(world.out, other.file), Buffer.alloc(Number(other.bytes), 7));
  await writeFile(join(world.out, "photos/notes.txt"), "not ours");
  await writeFile(join(world.out, "photos", deleted.objectId?.slice(0, 2) ?? "", "holiday.jpg"), "not ours either");
  const foreign = [`photos/${deleted.objectId?.slice(0, 2)}/holiday.jpg`, "photos/notes.txt"];

  const broken = await runHere(["verify", "--out", world.out]);
  assertExit(broken, 7);
  for (const name of foreign) assert.ok(broken.stdout.includes(`unlisted   ${name}: not on record`));
  assert.match(broken.stdout, /3 differences\. Run exophotos verify --repair/);
  const json = await runHere(["verify", world.out, "--json"]);
  assertExit(json, 7);
  const verdict = JSON.parse(json.stdout);
  assert.deepEqual(
    verdict.faults.map(({ fault, file }: { fault: string; file: string }) => [file, fault]),
    [
      [deleted.file, "missing"],
      [cut.file, "size"],
      [other.file, "checksum"],
    ],
  );
  const { formatVersion, photos, keptFiles, faultsTotal } = verdict;
  assert.deepEqual(
    { formatVersion, rows: verdict.rows, photos, keptFiles, faultsTotal },
    { formatVersion: 1, rows: 30, photos: 30, keptFiles: 1, faultsTotal: 3 },
  );
  assert.deepEqual(verdict.unknownFiles.sort(), foreign.sort());

  const before = await readFile(join(world.out, "manifest.csv"));
  assertExit(await runHere(["verify", world.out, "--repair", ...world.access]), 0);
  assert.equal((await world.lastRun()).photos.downloaded, 3);
  assert.deepEqual(await readFile(join(world.out, "manifest.csv")), before);
  await readPublished(world);
  assert.equal(await readFile(join(world.out, "photos/notes.txt"), "utf8"), "not ours");
  assertExit(await world.passHere(), 0);
  assert.equal((await world.lastRun()).photos.downloaded, 0);
});

test("verify misses a part of the history; a manifest.csv that somebody edited or deleted is healed by a pass", async (t) => {
  const world = await publishedTwice(t);
  const manifest = join(world.out, "manifest.csv");
  const before = await readFile(manifest, "utf8");
  for (const damage of [() => writeFile(manifest, before.replace("fabrikam", "contoso1")), () => rm(manifest)]) {
    await damage();
    for (const verb of [["verify"], ["changes", "--since", "0"]]) {
      const end = await runHere([...verb, "--out", world.out]);
      assertExit(end, 9);
      assert.match(end.stderr, /manifest\.csv is not what was published.*exophotos export/s);
    }
    assertExit(await world.passHere(), 0);
    assert.equal(await readFile(manifest, "utf8"), before);
    assertExit(await runHere(["verify", world.out]), 0);
  }

  const segments = (await readdir(join(world.out, "changes"))).sort();
  assert.deepEqual(segments, ["1-30.csv", "31-31.csv"]);
  await rm(join(world.out, "changes/31-31.csv"));
  const gap = await runHere(["verify", world.out]);
  assertExit(gap, 7);
  assert.match(gap.stdout, /history +changes 31 to 31 are missing/);
  assert.doesNotMatch(gap.stdout, /--repair/);
});

test("A pass that publishes while verify reads makes no difference to what verify finds", async (t) => {
  const world = await publishedTwice(t);
  const rows = await readManifest(world);
  await rm(join(world.out, rows[0]?.file ?? ""));
  const layout = outputLayout(world.out);
  const state = openStateForReading(layout.stateDb);
  const pass = openExistingState(layout.stateDb);
  t.after(() => {
    state.close();
    pass.close();
  });
  const publishMeanwhile = () => {
    const [published] = [...pass.people.all()].flatMap((joined) => joined.published ?? []).slice(-1);
    assert.ok(published);
    const next = { ...published, properties: { ...published.properties, mail: "new@contoso.example" } };
    const { objectId } = published;
    pass.publishes.beginStaging();
    pass.publishes.stage({ objectId, sequence: 32, changeType: "Modify", reason: "attributes", published, next });
    pass.publishes.prepare({ pass: 3, firstSequence: 32, lastSequence: 32, description: "{}", publishedAtMs: 0 });
    pass.publishes.markPublished(3, 0);
  };
  const faults: string[] = [];
  const tell = ({ fault }: Fault) => {
    faults.push(fault);
    publishMeanwhile();
  };
  const verdict = await checkOutput(layout, state, tell, () => {}, t.signal);
  assert.deepEqual(faults, ["missing"]);
  assert.equal(verdict.rows, 30);
});

test("verify says of a file whose bytes are as listed when they are no picture, or another kind of one", async (t) => {
  const out = await temporaryFolder(t);
  const { photo } = sampleRow(1, "no picture at all");
  assert.ok(photo);
  await writeDurably(join(out, photo.file), "no picture at all", { tempDir: join(out, "tmp") });
  assert.deepEqual(await checkPictures(out, photo), [{ fault: "picture", file: photo.file, found: "unknownType" }]);
});

test("verify of a folder without an export says so", async (t) => {
  const out = await temporaryFolder(t);
  const end = await runHere(["verify", out]);
  assertExit(end, 2);
  assert.match(end.stderr, /Nothing has been exported/);
});
