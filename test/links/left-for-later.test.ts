import assert from "node:assert/strict";
import { readdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type TestContext, test } from "node:test";
import { checkLinks } from "../../src/links/check-links.ts";
import { placeLinks } from "../../src/links/place-links.ts";
import { outputLayout } from "../../src/manifest/output-layout.ts";
import type { RenameOptions } from "../../src/platform/rename-with-retry.ts";
import { openExistingState } from "../../src/store/state.ts";
import { assertExit, makeWorld } from "../running/world.ts";
import { assertInStep } from "./by-name.ts";

const links = [{ property: "employeeId", rendition: undefined }];

/** A world after a pass, with its state open and one link that is to be replaced. */
async function worldToRelink(t: TestContext) {
  const world = await makeWorld(t, { people: 20, photoBytes: "small", photoShare: 1 });
  assertExit(await world.passHere(["--links", "employeeId"]), 0);
  const state = openExistingState(outputLayout(world.out).stateDb);
  t.after(() => state.close());
  const [link] = state.links.all();
  assert.ok(link);
  const path = join(world.out, link.folder, link.name);
  // Beside it first: writing into it would write into the photo.
  await writeFile(`${path}.old`, "the picture before");
  await rename(`${path}.old`, path);
  state.links.intend(link);
  const place = async (options: RenameOptions) =>
    (await placeLinks({ out: world.out, state, links, pass: 2, repairs: false, rename: options }))[0];
  return { world, state, path, place };
}

test("A file that a reader on Windows has open is waited for briefly, left as it is, and replaced by the next pass", async (t) => {
  const { world, path, place } = await worldToRelink(t);
  let timeMs = 0;
  const held: RenameOptions = {
    platform: "win32",
    rename: async (from, to) => {
      if (to === path) throw Object.assign(new Error("EPERM"), { code: "EPERM" });
      await rename(from, to);
    },
    clock: {
      now: () => timeMs,
      monotonic: () => timeMs,
      sleep: async (ms) => {
        timeMs += ms;
      },
    },
  };
  const blocked = await place(held);
  assert.deepEqual(blocked?.notPlaced, [{ path, errno: "EPERM" }]);
  assert.equal(timeMs, 1000);
  assert.equal(await readFile(path, "utf8"), "the picture before");
  assert.ok(!(await readdir(dirname(path))).includes(".exophotos-tmp"), "nothing is left half done");

  const next = await place({});
  assert.deepEqual([next?.notPlacedTotal, next?.placed], [0, 1]);
  await assertInStep(world, "employeeId");
});

test("Ctrl-C leaves what is not done yet to the next pass, and says so", async (t) => {
  const { world, path, place } = await worldToRelink(t);
  const cut = await place({ signal: AbortSignal.abort() });
  assert.deepEqual(cut?.notPlaced, [{ path: dirname(path), errno: "EINTR" }]);
  assert.equal(await readFile(path, "utf8"), "the picture before");
  await place({});
  await assertInStep(world, "employeeId");
});

test("Ctrl-C is said also where a folder that is not wanted any more has its files still", async (t) => {
  const { world, state } = await worldToRelink(t);
  const place = (signal: AbortSignal | undefined) =>
    placeLinks({ out: world.out, state, links: [], pass: 2, repairs: false, rename: signal ? { signal } : {} });
  const path = join(world.out, "by-employeeId");
  const [cut] = await place(AbortSignal.abort());
  assert.deepEqual(cut?.notPlaced, [{ path, errno: "EINTR" }]);
  await place(undefined);
  await assert.rejects(readdir(path));
});

test("Ctrl-C is heard while the names of a large tenant are compared, and ends the comparing", async (t) => {
  const { world, state } = await worldToRelink(t);
  const people = state.people;
  const interrupted = new AbortController();
  const reason = new Error("interrupted");
  let given = 0;
  t.mock.method(people, "all", function* () {
    // A signal of the system comes as an event of the loop.
    setImmediate(() => interrupted.abort(reason));
    for (; given < 1_000_000; given += 1) yield {};
  });
  await assert.rejects(
    checkLinks(world.out, state, links, () => {}, interrupted.signal),
    reason,
  );
  assert.ok(given < 10_000, `${given} people`);
});
