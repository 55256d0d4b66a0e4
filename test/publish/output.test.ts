import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, beforeEach, describe, it } from "node:test";
import { hasCode } from "../../src/errors.ts";
import { writeLastRun } from "../../src/publish/last-run.ts";
import { acquireLock } from "../../src/publish/lock.ts";
import { claimOutput, readMarker, writeMarker } from "../../src/publish/marker.ts";

const tenantId = "11111111-2222-4333-8444-555555555555";
const otherTenant = "22222222-2222-4333-8444-555555555555";
const newHistory = "99999999-2222-4333-8444-555555555555";

describe("claiming an output directory", () => {
  const folders: string[] = [];
  let out = "";
  beforeEach(async () => {
    const folder = await mkdtemp(join(tmpdir(), "exophotos-claim-"));
    folders.push(folder);
    out = join(folder, "new", "out");
  });
  after(async () => {
    for (const folder of folders) await rm(folder, { recursive: true });
  });
  const claim = (changed = {}) => claimOutput({ out, tenantId, newHistory, stateDir: null, ...changed });
  const foreign = (reason: string) => (error: unknown) =>
    hasCode(error, "outForeign") && error.facts.out === out && error.facts.reason === reason;

  it("makes the folder and its marker, and finds them again", async () => {
    const first = await claim();
    assert.equal(first.isNew, true);
    first.lock.release();
    const second = await claim({ newHistory: otherTenant, stateDir: "/elsewhere" });
    assert.equal(second.isNew, false);
    assert.deepEqual(second.marker, {
      formatVersion: 1,
      product: "exophotos",
      tenantId,
      history: newHistory,
      stateDir: null,
    });
    second.lock.release();
    assert.deepEqual(await readMarker(out), second.marker);
  });

  it("takes an empty folder, and one whose first start was killed before the marker", async () => {
    await mkdir(join(out, ".exophotos", "tmp"), { recursive: true });
    await writeFile(join(out, ".exophotos", "tmp", "half.tmp"), '{"formatVersion"');
    await writeFile(join(out, ".exophotos", "lock.db"), "");
    const { lock, isNew } = await claim();
    assert.equal(isNew, true);
    lock.release();
  });

  it("refuses a file, somebody's full folder and another tenant's export, and changes nothing there", async () => {
    await mkdir(join(out, ".."), { recursive: true });
    await writeFile(out, "a file");
    await assert.rejects(claim(), foreign("notADirectory"));
    await rm(out);
    await mkdir(out);
    await writeFile(join(out, "thesis.doc"), "");
    await assert.rejects(claim(), foreign("notOurs"));
    await assert.rejects(readMarker(out), foreign("notOurs"));
    await rm(join(out, "thesis.doc"));
    (await claim()).lock.release();
    await assert.rejects(
      claim({ tenantId: otherTenant }),
      (error) =>
        hasCode(error, "outOtherTenant") && error.facts.tenantId === tenantId && error.facts.wanted === otherTenant,
    );
    (await claim({ tenantId: tenantId.toUpperCase() })).lock.release();
  });

  it("says that nothing was exported when there is no folder or an empty one", async () => {
    await assert.rejects(readMarker(out), (error) => hasCode(error, "outEmpty"));
    await mkdir(out, { recursive: true });
    await assert.rejects(readMarker(out), (error) => hasCode(error, "outEmpty"));
  });

  it("refuses a marker that is damaged", async () => {
    (await claim()).lock.release();
    await writeFile(join(out, ".exophotos", "marker.json"), "{}");
    await assert.rejects(claim(), (error) => hasCode(error, "manifestDamaged"));
  });

  it("replaces the marker when the history starts anew", async () => {
    const { marker, lock } = await claim();
    await writeMarker(out, { ...marker, history: otherTenant, stateDir: "/state" });
    lock.release();
    assert.deepEqual(await readMarker(out), { ...marker, history: otherTenant, stateDir: "/state" });
  });

  it("lets one process in at a time, refuses the second at once, and is free after a kill", async (t) => {
    (await claim()).lock.release();
    const child = spawn(process.execPath, [join(import.meta.dirname, "lock-child.ts"), out], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    t.after(() => child.kill("SIGKILL"));
    await once(child.stdout, "data");
    await assert.rejects(claim(), (error) => hasCode(error, "locked") && error.facts.out === out);
    assert.equal((await readMarker(out)).tenantId, tenantId);
    child.kill("SIGKILL");
    await once(child, "exit");
    const { lock } = await claim();
    assert.throws(
      () => acquireLock(out),
      (error) => hasCode(error, "locked"),
    );
    lock.release();
    lock.release();
    acquireLock(out).release();
  });

  it("says so when the lock cannot be taken at all", async () => {
    await mkdir(join(out, ".exophotos", "lock.db"), { recursive: true });
    await assert.rejects(claim(), (error) => {
      return hasCode(error, "outputFailed") && error.facts.action === "lock" && error.facts.errno === "EACCES";
    });
  });

  it("writes last-run.json for people and machines to read", async () => {
    await writeLastRun(out, { formatVersion: 1, result: "published" });
    await writeLastRun(out, { formatVersion: 1, result: "failed" });
    assert.equal(
      await readFile(join(out, "last-run.json"), "utf8"),
      '{\n  "formatVersion": 1,\n  "result": "failed"\n}\n',
    );
  });
});
