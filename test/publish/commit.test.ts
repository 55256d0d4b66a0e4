import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, beforeEach, describe, it } from "node:test";
import { hasCode } from "../../src/errors.ts";
import { openPublished } from "../../src/manifest/reader.ts";
import type { RenameOptions } from "../../src/platform/rename-with-retry.ts";
import { commitSteps } from "../../src/publish/commit.ts";
import { recoverySteps } from "../../src/publish/recover.ts";
import { collect } from "../manifest/sample-rows.ts";
import { readIndependently, replayHistory } from "./independent-reader.ts";
import type { World } from "./sqlite-ledger.ts";
import { publishWorld, recoverWorld } from "./test-publisher.ts";
import { worlds } from "./worlds.ts";

const steps = [...commitSteps, "done"] as const;
/** From this step on manifest.csv is the new one. */
const committedFrom = steps.indexOf("writeChangesCsv");
class Stopped extends Error {}
const stopAt = (wanted: string) => (step: string) => {
  if (step === wanted) throw new Stopped(step);
};

describe("publishing", () => {
  const folders: string[] = [];
  let out = "";
  beforeEach(async () => {
    const folder = await mkdtemp(join(tmpdir(), "exophotos-publish-"));
    folders.push(folder);
    out = join(folder, "out");
  });
  after(async () => {
    for (const folder of folders) await rm(folder, { recursive: true });
  });

  /** What is published is exactly `world`, and its history leads there with each number once. */
  async function assertPublished(world: World, sequence: number): Promise<void> {
    const found = await readIndependently(out);
    assert.equal(found?.sequence, sequence);
    assert.equal(Object.keys(found.photos).length, Object.keys(world).length);
    assert.deepEqual(await replayHistory(out, sequence), found.photos);
    assert.deepEqual(await readdir(join(out, ".exophotos", "tmp")), []);
  }

  it("gives manifest, description, history and last changes", async () => {
    await publishWorld(out, worlds.first);
    await assertPublished(worlds.first, 3);
    await publishWorld(out, worlds.second);
    await assertPublished(worlds.second, 7);
    assert.deepEqual((await readdir(join(out, "changes"))).sort(), ["1-3.csv", "4-7.csv"]);
    assert.equal(
      await readFile(join(out, "changes.csv"), "utf8"),
      await readFile(join(out, "changes", "4-7.csv"), "utf8"),
    );
    await using manifest = await openPublished(out);
    assert.equal(manifest.description.pass, 2);
    assert.equal(manifest.json.previous?.pass, 1);
    assert.equal((await collect(manifest.rows())).length, 3);
  });

  it("leaves manifest.csv byte for byte the same when nothing changed, with an empty changes.csv", async () => {
    await publishWorld(out, worlds.first);
    const before = await readFile(join(out, "manifest.csv"));
    await publishWorld(out, worlds.first);
    assert.deepEqual(await readFile(join(out, "manifest.csv")), before);
    assert.equal((await readFile(join(out, "changes.csv"), "utf8")).split("\r\n").length, 2);
    assert.deepEqual(await readdir(join(out, "changes")), ["1-3.csv"]);
    await assertPublished(worlds.first, 3);
  });

  for (const step of steps) {
    it(`keeps the promise when it stops at ${step}, and the next start ends it`, async () => {
      await publishWorld(out, worlds.first);
      await assert.rejects(publishWorld(out, worlds.second, stopAt(step)), Stopped);
      const committed = steps.indexOf(step) >= committedFrom;
      assert.equal((await readIndependently(out))?.sequence, committed ? 7 : 3);

      const recovery = await recoverWorld(out);
      const untouched = step === "flushTouchedFolders" || step === "prepare" || step === "done";
      assert.equal(recovery.kind, untouched ? "nothing" : committed ? "completed" : "undone");
      await assertPublished(committed ? worlds.second : worlds.first, committed ? 7 : 3);
      assert.deepEqual(await recoverWorld(out), { kind: "nothing" });

      await publishWorld(out, worlds.third);
      await assertPublished(worlds.third, committed ? 10 : 5);
    });

    it(`starts anew when the very first publish stops at ${step}`, async () => {
      await assert.rejects(publishWorld(out, worlds.first, stopAt(step)), Stopped);
      const committed = steps.indexOf(step) >= committedFrom;
      await recoverWorld(out);
      assert.equal((await readIndependently(out))?.sequence, committed ? 3 : undefined);
      const names = await readdir(out);
      assert.equal(names.includes("manifest.json"), committed);
      await publishWorld(out, worlds.second);
      await assertPublished(worlds.second, committed ? 7 : 3);
    });

    it(`loses nothing when a publish without changes stops at ${step}`, async () => {
      await publishWorld(out, worlds.first);
      await assert.rejects(publishWorld(out, worlds.first, stopAt(step)), Stopped);
      await recoverWorld(out);
      await assertPublished(worlds.first, 3);
      await publishWorld(out, worlds.second);
      await assertPublished(worlds.second, 7);
    });

    it(`keeps the promise when the process is killed at ${step}`, async () => {
      await publishWorld(out, worlds.first);
      const child = spawnSync(process.execPath, [join(import.meta.dirname, "publish-child.ts"), out, step]);
      assert.notEqual(child.status, 0, String(child.stderr));
      assert.equal(String(child.stderr), "");
      const committed = steps.indexOf(step) >= committedFrom;
      assert.equal((await readIndependently(out))?.sequence, committed ? 7 : 3);
      await recoverWorld(out);
      await publishWorld(out, worlds.third);
      await assertPublished(worlds.third, committed ? 10 : 5);
    });
  }

  for (const recoveryStep of [...recoverySteps.complete, ...recoverySteps.undo]) {
    it(`ends a recovery that itself stopped at ${recoveryStep}`, async () => {
      const completes = recoverySteps.complete.some((step) => step === recoveryStep);
      await publishWorld(out, worlds.first);
      await assert.rejects(
        publishWorld(out, worlds.second, stopAt(completes ? "writeChangesCsv" : "replaceManifest")),
        Stopped,
      );
      await assert.rejects(recoverWorld(out, stopAt(recoveryStep)), Stopped);
      assert.equal((await readIndependently(out))?.sequence, completes ? 7 : 3);
      assert.equal((await recoverWorld(out)).kind, completes ? "completed" : "undone");
      await assertPublished(completes ? worlds.second : worlds.first, completes ? 7 : 3);
    });
  }

  it("completes a publish whose history and manifest.json were lost with the power", async () => {
    await publishWorld(out, worlds.first);
    await assert.rejects(publishWorld(out, worlds.second, stopAt("writeChangesCsv")), Stopped);
    await rm(join(out, "changes", "4-7.csv"));
    await writeFile(join(out, "manifest.json"), "{");
    assert.deepEqual(await recoverWorld(out), { kind: "completed", pass: 2, sequence: 7 });
    await assertPublished(worlds.second, 7);
  });

  it("stays prepared while a reader holds manifest.csv, and the next start undoes it", async () => {
    await publishWorld(out, worlds.first);
    const held = async () => {
      throw Object.assign(new Error("held"), { code: "EPERM" });
    };
    const rename: { -readonly [K in keyof RenameOptions]: RenameOptions[K] } = { platform: "win32", maxWaitMs: 0 };
    const blockManifest = (step: string) => {
      if (step === "replaceManifest") rename.rename = held;
    };
    await assert.rejects(
      publishWorld(out, worlds.second, blockManifest, rename),
      (error) => hasCode(error, "publishBlocked") && error.facts.path === join(out, "manifest.csv"),
    );
    assert.equal((await readIndependently(out))?.sequence, 3);
    assert.deepEqual(await recoverWorld(out), { kind: "undone", pass: 2, firstSequence: 4, lastSequence: 7 });
    await publishWorld(out, worlds.second);
    await assertPublished(worlds.second, 7);
  });

  it("replaces a manifest.csv that somebody edited, and a manifest.json that is damaged", async () => {
    await publishWorld(out, worlds.first);
    await writeFile(join(out, "manifest.csv"), "edited");
    await writeFile(join(out, "manifest.json"), "edited");
    await publishWorld(out, worlds.second);
    await assertPublished(worlds.second, 7);
  });

  it("always shows one whole manifest to a reader that opens it all the time", async () => {
    await publishWorld(out, worlds.first);
    let publishing = true;
    let reads = 0;
    const reading = (async () => {
      while (publishing) {
        await using manifest = await openPublished(out);
        const rows = await collect(manifest.rows());
        assert.equal(rows.length, manifest.description.rows);
        for (const { photo } of rows) assert.ok((await readFile(join(out, photo?.file ?? ""))).length === photo?.bytes);
        reads += 1;
      }
    })();
    try {
      for (let round = 0; round < 15; round += 1) {
        for (const world of [worlds.second, worlds.third, worlds.first]) await publishWorld(out, world);
      }
    } finally {
      publishing = false;
    }
    await reading;
    assert.ok(reads > 0);
  });
});
