import assert from "node:assert/strict";
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { type TestContext, test } from "node:test";
import { schemaVersion } from "../../src/store/schema.ts";
import { runHere } from "../running/here.ts";
import { readPublished } from "../running/published.ts";
import { snapshot } from "../running/snapshot.ts";
import { assertExit, assertManifestIsTruth, makeWorld, type World } from "../running/world.ts";
import {
  edit,
  exchangeOf,
  fixtureOptions,
  fixtureTenant,
  fixtureVersions,
  reader,
  unpackFixture,
  withPhoto,
} from "./fixture.ts";

/*
 * What released versions left, made by those versions' own programs (make-fixture.ts), in the hands of the present one. The
 * tenant is the one that they exported from, as it was at their last pass.
 */

/** Nothing of a fixture is too old, whenever this runs. */
const forever = ["--refresh-after", "36500d", "--keep-files", "36500d", "--keep-changes", "36500d"];

/** A fixture as an export directory, and the arguments of a pass as the old ones were. */
async function unpack(
  t: TestContext,
  version: number,
): Promise<{ readonly world: World; readonly args: readonly string[] }> {
  const world = await makeWorld(t, fixtureTenant);
  edit(world);
  await unpackFixture(version, world.out);
  const options = await fixtureOptions(version);
  return { world, args: [...options, ...exchangeOf(world, options), ...forever] };
}

function versionOf({ out }: World): number {
  using state = new DatabaseSync(join(out, ".exophotos/state.db"), { readOnly: true });
  return Number(state.prepare("PRAGMA user_version").get()?.user_version);
}

test("There is a state of every schema version that was ever written", async () => {
  const all = Array.from({ length: schemaVersion }, (_, index) => index + 1);
  assert.deepEqual(await fixtureVersions(), all, "test/upgrade/make-fixture.ts makes the missing one");
});

for (const version of await fixtureVersions()) {
  test(`A pass over a state of version ${version} downloads nothing again, and the history goes on`, async (t) => {
    const { world, args } = await unpack(t, version);
    const before = await readPublished(world);
    assertExit(await world.passHere(args), 0);
    assert.equal(versionOf(world), schemaVersion);
    const first = await world.lastRun();
    assert.equal(first.photos.downloaded, 0);
    assert.deepEqual(first.manifest?.changes, { add: 0, modify: 0, delete: 0 });
    const after = await readPublished(world);
    assert.deepEqual(after.rows, before.rows);
    assert.deepEqual(after.history, before.history);
    assert.equal(after.json.history, before.json.history);

    const [changed = "", removed = ""] = withPhoto(world.tenant.directory);
    world.tenant.directory.setPhoto(changed, { version: 3 });
    world.tenant.directory.removePhoto(removed);
    assertExit(await world.passHere(args), 0);
    await assertManifestIsTruth(world);
    const { json, history } = await readPublished(world);
    assert.equal(json.current.sequence, before.json.current.sequence + 2);
    assert.deepEqual(history.slice(0, -2), before.history);
    assertExit(await runHere(["verify", world.out]), 0);
  });

  test(`Every verb that opens a state takes one of version ${version}`, async (t) => {
    const { world, args } = await unpack(t, version);
    const { out, folder, access } = world;
    const [anybody = ""] = withPhoto(world.tenant.directory);
    const fresh = join(folder, "fresh");
    await cp(out, fresh, { recursive: true });
    const verbs: readonly (readonly string[])[] = [
      ["verify", out],
      ["explain", anybody, "--out", out],
      ["changes", out, "--since", `@${reader}`],
      [
        "mim",
        "file",
        out,
        "--format",
        "delimited",
        "--type",
        "delta",
        "--consumer",
        reader,
        "--to",
        join(folder, "d.txt"),
      ],
      ["report", out, "--to", join(folder, "report.html")],
      ["compare", out, fresh],
    ];
    for (const words of verbs) {
      await unpackFixture(version, out);
      assertExit(await runHere(words), 0);
    }
    await unpackFixture(version, out);
    const { stdout } = await runHere(["changes", out, "--since", `@${reader}`]);
    assert.deepEqual(
      stdout
        .split("\r\n")
        .slice(1, -1)
        .map((line) => line.split(",")[1]),
      ["Delete", "Modify"],
    );

    await unpackFixture(version, out);
    const untouched = await snapshot(out);
    assertExit(await world.passHere([...args, "--dry-run"]), 0);
    assertExit(await runHere(["doctor", ...access, "--out", out]), 0);
    assert.deepEqual(await snapshot(out), untouched);
    assert.equal(versionOf(world), version);
  });
}
