import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { readLastRun } from "../../src/manifest/last-run-json.ts";
import { systemClock } from "../../src/platform/clock.ts";
import type { PicturePool } from "../../src/renditions/picture-work.ts";
import { pageOfCheckout } from "../../src/report/page-source.ts";
import { type ReportLimits, writeReport } from "../../src/report/write-report.ts";
import { openStateForReading } from "../../src/store/state.ts";
import { assertExit, makeWorld } from "../running/world.ts";

/** Makes pictures of 1,500 bytes. */
const pool: PicturePool = {
  carryOut: async (source) => {
    if (typeof source === "function") await source();
    const picture = { bytes: new Uint8Array(1500), width: 96, height: 96, quality: 85 };
    return { kind: "made", pictures: new Map([["small", picture]]), perceptualHash: undefined };
  },
  close: async () => {},
};

test("Whoever failed, changed or has no photo is on the page before others, and it says how many it leaves out", async (t) => {
  const world = await makeWorld(t, { people: 40, photoBytes: "small" });
  const { directory, faults } = world.tenant;
  assertExit(await world.passHere(), 0);
  const people = [...directory.truth()].filter(({ photoSha256 }) => photoSha256 !== undefined);
  const [changed, failed] = people;
  assert.ok(changed && failed);
  directory.setPhoto(changed.objectId);
  faults.person(failed.objectId, "metadata", { kind: "status", status: 403, code: "ErrorAccessDenied" }, 99);
  assertExit(await world.passHere(), 4);

  const lastRun = await readLastRun(world.out);
  assert.ok(lastRun);
  const path = join(world.folder, "report.html");
  const state = openStateForReading(join(world.out, ".exophotos", "state.db"));
  t.after(() => state.close());
  const write = async (limits: ReportLimits) => {
    const page = await pageOfCheckout();
    const signal = AbortSignal.timeout(60_000);
    const parts = {
      out: world.out,
      path,
      lastRun,
      state,
      attention: [],
      page,
      pool,
      clock: systemClock,
      signal,
      limits,
    };
    const { figures } = await writeReport(parts);
    return { figures, text: await readFile(path, "utf8") };
  };

  const two = await write({ people: 2, pictureBytes: 1_000_000 });
  assert.deepEqual([two.figures.rows, two.figures.rowsLeftOut], [2, 38]);
  for (const { userPrincipalName } of [changed, failed])
    assert.ok(two.text.includes(JSON.stringify(userPrincipalName)));
  assert.match(two.text, /The page has room for 2 people: .* 38 people are left out/);

  // The changed one has two pictures: with them there is no room for anybody else's.
  const one = await write({ people: 100, pictureBytes: 5000 });
  assert.match(
    one.text,
    /It has small pictures of 1 person, those whose photo changed first; there is no room for more/,
  );
  assert.equal(one.figures.rowsLeftOut, 0);
});
