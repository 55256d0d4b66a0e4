import assert from "node:assert/strict";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { parse } from "csv-parse/sync";
import { runCommand } from "../running/command.ts";
import { runHere } from "../running/here.ts";
import { errorOf } from "../running/said.ts";
import { assertExit, type CsvRow, makeWorld, readCsv, readManifest, type World } from "../running/world.ts";

interface Exported {
  readonly world: World;
  /** `exophotos changes` for the world's output. */
  changes(...args: string[]): ReturnType<typeof runHere>;
  /** The same, which must end well; gives the rows. */
  rows(...args: string[]): Promise<readonly CsvRow[]>;
  /** Changes one more photo and publishes it. */
  publishOneMore(): Promise<void>;
}

/** Thirty photos published. */
async function exported(t: TestContext): Promise<Exported> {
  const world = await makeWorld(t, { people: 60, photoBytes: "small" });
  assertExit(await world.passHere(), 0);
  const ids = (await readManifest(world)).map(({ objectId }) => objectId ?? "");
  const changes = (...args: string[]) => runHere(["changes", "--out", world.out, ...args]);
  return {
    world,
    changes,
    rows: async (...args) => {
      const end = await changes(...args);
      assertExit(end, 0);
      return parse(end.stdout, { columns: true, record_delimiter: "\r\n" }) as CsvRow[];
    },
    publishOneMore: async () => {
      world.tenant.directory.setPhoto(ids.pop() ?? "");
      assertExit(await world.passHere(), 0);
    },
  };
}

const sequences = (rows: readonly CsvRow[]) => rows.map(({ sequence }) => Number(sequence));

test("changes gives what came after a sequence number or a time, to standard output, as JSON or to a file", async (t) => {
  const { world, changes, rows, publishOneMore } = await exported(t);
  const firstEnd = new Date().toISOString();
  await publishOneMore();
  await publishOneMore();
  const all = await rows("--since", "0");
  assert.deepEqual(
    sequences(all),
    Array.from({ length: 32 }, (_, index) => index + 1),
  );
  assert.deepEqual(await rows("--since", "30"), all.slice(30));
  assert.deepEqual(await rows("--since", firstEnd), all.slice(30));
  assert.deepEqual(await rows("--since", "2001-01-01T00:00:00Z"), all);
  assert.deepEqual(await rows("--since", "32"), []);

  const json = await changes("--since", "30", "--json");
  assertExit(json, 0);
  const document = JSON.parse(json.stdout);
  assert.deepEqual([document.formatVersion, document.since, document.sequence], [1, 30, 32]);
  const asText = document.changes.map((change: object) =>
    Object.fromEntries(Object.entries(change).map(([name, value]) => [name, String(value)])),
  );
  assert.deepEqual(asText, all.slice(30));

  const file = join(world.folder, "delta.csv");
  const toFile = await runCommand(["changes", world.out, "--since", "30", "--to", file]);
  assertExit(toFile, 0);
  assert.equal(toFile.stdout, "");
  assert.deepEqual(await readCsv(file), all.slice(30));

  const beyond = await changes("--since", "33");
  assertExit(beyond, 2);
  assert.match(beyond.stderr, /\(--since\) is 33, but the last published change is 32/);
  assert.equal(beyond.stdout, "");
  assertExit(await changes(), 2);
});

test("A consumer gets everything again until it acknowledges, and then what came after its last output", async (t) => {
  const { world, changes, rows, publishOneMore } = await exported(t);
  const held = new Map<string | undefined, string | undefined>();
  const take = (delta: readonly CsvRow[]) => {
    for (const { changeType, objectId, checksum } of delta) {
      if (changeType === "Delete") held.delete(objectId);
      else held.set(objectId, checksum);
    }
  };
  assertExit(await changes("--since", "@mim", "--ack"), 2);
  const first = await rows("--since", "@mim");
  assert.equal(first.length, 30);
  take(first);
  await publishOneMore();
  const acknowledged = await changes("--since", "@mim", "--ack");
  assertExit(acknowledged, 0);
  assert.equal(acknowledged.stdout, "");
  assert.match(acknowledged.stderr, /mim has acknowledged everything up to sequence 30/);
  assert.deepEqual(sequences(await rows("--since", "@mim")), [31]);
  await publishOneMore();
  const second = await rows("--since", "@mim");
  assert.deepEqual(sequences(second), [31, 32]);
  take(second);
  assertExit(await changes("--since", "@mim", "--ack"), 0);
  assert.deepEqual(await rows("--since", "@mim"), []);
  assert.equal((await rows("--since", "@script")).length, 32);
  assert.deepEqual(held, new Map((await readManifest(world)).map(({ objectId, checksum }) => [objectId, checksum])));
  assertExit(await changes("--since", "32", "--ack"), 2);
});

test("Changes that are no longer kept are refused, not left out, also when they were to go to a file", async (t) => {
  const { world, changes, rows, publishOneMore } = await exported(t);
  await publishOneMore();
  assertExit(await world.passHere(["--keep-changes", "0"]), 0);
  assert.deepEqual(await readdir(join(world.out, "changes")), []);
  await publishOneMore();
  assert.deepEqual(sequences(await rows("--since", "31")), [32]);
  const file = join(world.folder, "delta.csv");
  await writeFile(file, "the delta before");
  for (const args of [
    ["--since", "30"],
    ["--since", "@new"],
    ["--since", "0", "--to", file],
  ]) {
    const gone = await changes(...args);
    assertExit(gone, 2);
    assert.match(gone.stderr, /history begins with sequence 32.*full import/s);
    assert.equal(gone.stdout, "");
  }
  assert.equal(await readFile(file, "utf8"), "the delta before");
  assert.match(errorOf(await changes("--since", "@new"), 2).todo, /full import .*--since "@new" --ack/);
  assertExit(await changes("--since", "@new", "--ack"), 0);
  await publishOneMore();
  assert.deepEqual(sequences(await rows("--since", "@new")), [33]);
  assert.deepEqual((await readdir(world.folder)).sort(), ["ca.pem", "delta.csv", "out", "secret.txt"]);

  await publishOneMore();
  await publishOneMore();
  await rm(join(world.out, "changes/33-33.csv"));
  const gap = await changes("--since", "31");
  assertExit(gap, 9);
  assert.match(gap.stderr, /change 33 of the history is missing/);
});
