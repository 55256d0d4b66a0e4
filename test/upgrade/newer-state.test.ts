import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { schemaVersion } from "../../src/store/schema.ts";
import { runCommand } from "../running/command.ts";
import { snapshot } from "../running/snapshot.ts";
import { assertExit, makeWorld, readManifest, type World } from "../running/world.ts";

/* Going back to a program that is older than the state: it must leave the state alone, and say so. */

const newer = schemaVersion + 1;

/** An export whose state is of the next version, with a table and a column that this program does not know. */
async function exportOfNewer(world: World): Promise<string> {
  assertExit(await world.passHere(), 0);
  using state = new DatabaseSync(join(world.out, ".exophotos/state.db"));
  state.exec(`CREATE TABLE of_tomorrow (x TEXT); ALTER TABLE people ADD COLUMN y TEXT; PRAGMA user_version = ${newer}`);
  return (await readManifest(world))[0]?.objectId ?? "";
}

test("Each verb that needs the state refuses a newer one with 9, says what to do, and changes nothing", async (t) => {
  const world = await makeWorld(t, { people: 8, photoShare: 1, photoBytes: "small" });
  const anybody = await exportOfNewer(world);
  const { out, access, folder } = world;
  const before = await snapshot(out);
  const at = ["--to", join(folder, "file.txt")];
  const verbs: readonly (readonly string[])[] = [
    ["export", ...access, "--out", out],
    ["export", ...access, "--out", out, "--dry-run"],
    ["verify", out],
    ["verify", ...access, "--out", out, "--repair"],
    ["explain", anybody, "--out", out],
    ["changes", out, "--since", "0"],
    ["changes", out, "--since", "@reader", "--ack"],
    ["mim", "file", out, "--format", "delimited", "--type", "full", "--consumer", "reader", ...at],
    ["mim", "file", out, "--consumer", "reader", "--ack"],
    ["doctor", ...access, "--out", out, "--log-format", "text"],
  ];
  for (const words of verbs) {
    const end = await runCommand(words);
    assertExit(end, 9);
    const said = end.stdout + end.stderr;
    const sentence = `state.db was written by a newer exophotos (format ${newer}; this one knows ${schemaVersion}).`;
    assert.ok(said.includes(sentence), `${words[0]}: ${said}`);
    assert.match(said, /Use that version or a later one; or run exophotos export --rebuild-state with this one/);
    assert.deepEqual(await snapshot(out), before, words[0]);
  }
});

test("What can do without the state goes by what is published, and leaves the newer one alone", async (t) => {
  const world = await makeWorld(t, { people: 8, photoShare: 1, photoBytes: "small" });
  await exportOfNewer(world);
  const { out, folder } = world;
  const before = await snapshot(out);
  for (const words of [
    ["report", out, "--to", join(folder, "report.html")],
    ["compare", out, out],
  ]) {
    assertExit(await runCommand(words), 0);
    assert.deepEqual(await snapshot(out), before, words[0]);
  }
});

test("--rebuild-state goes back all the same, downloads nothing again and keeps the newer state beside it", async (t) => {
  const world = await makeWorld(t, { people: 8, photoShare: 1, photoBytes: "small" });
  await exportOfNewer(world);
  assertExit(await world.passHere(["--rebuild-state"]), 0);
  assert.equal((await world.lastRun()).photos.downloaded, 0);
  const kept = (await readdir(join(world.out, ".exophotos"))).filter((name) => /^state\.db\.replaced-\d+$/.test(name));
  assert.equal(kept.length, 1);
  using state = new DatabaseSync(join(world.out, ".exophotos", kept[0] ?? ""), { readOnly: true });
  assert.equal(state.prepare("PRAGMA user_version").get()?.user_version, newer);
  assertExit(await runCommand(["verify", world.out]), 0);
});
