import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import type { PictureOrder, PicturePool, PictureResult, PictureSource } from "../../src/renditions/picture-work.ts";
import { createPicturePool, type PicturePoolOptions } from "../../src/renditions/pool.ts";
import { type StandInParts, standInParts } from "./stand-in-parts.ts";
import { wishes } from "./wishes.ts";

const order: PictureOrder = { make: "jpeg" };

/** A pool that goes with the test. */
function makePool(t: TestContext, options: PicturePoolOptions, parts: StandInParts = standInParts()): PicturePool {
  const pool = createPicturePool(parts, options);
  t.after(() => pool.close());
  return pool;
}

/** A "picture" that asks a stand-in for something. */
function picture(wish: keyof typeof wishes, ...rest: readonly number[]): Uint8Array {
  return Uint8Array.of(wishes[wish], ...rest);
}

function bytesOf(result: PictureResult): readonly number[] {
  assert.equal(result.kind, "made", JSON.stringify(result));
  return [...(result.pictures.get("jpeg")?.bytes ?? [])];
}

function refusalOf(result: PictureResult): { readonly problem: string; readonly message: string } {
  assert.equal(result.kind, "refused");
  return { problem: result.problem, message: result.message };
}

test("A picture is worked on in a thread, and its bytes are moved there", async (t) => {
  const pool = makePool(t, { workers: 1 });
  const bytes = picture("make", 1, 2, 3);
  assert.deepEqual(bytesOf(await pool.carryOut(bytes, order)), [0, 1, 2, 3]);
  assert.equal((bytes.buffer as ArrayBuffer).detached, true);
});

test("Bytes that share their memory with others are copied, and the others stay", async (t) => {
  const pool = makePool(t, { workers: 1 });
  const whole = picture("fail", wishes.make, 5, 6, 7);
  assert.deepEqual(bytesOf(await pool.carryOut(whole.subarray(1, 3), order)), [0, 5]);
  assert.deepEqual([...whole], [wishes.fail, 0, 5, 6, 7]);
  assert.deepEqual(bytesOf(await pool.carryOut(Buffer.from([0, 8]), order)), [0, 8]);
});

test("Of many pictures each gets its own result, and never more than two a worker are in hand", async (t) => {
  const parts = standInParts();
  const pool = makePool(t, { workers: 2 }, parts);
  const asked: number[] = [];
  let inHand = 0;
  let most = 0;
  const results = await Promise.all(
    Array.from({ length: 200 }, async (_, index) => {
      const result = await pool.carryOut(async () => {
        asked.push(index);
        inHand += 1;
        most = Math.max(most, inHand);
        return picture("make", index);
      }, order);
      inHand -= 1;
      return result;
    }),
  );
  assert.deepEqual(
    results.map((result) => bytesOf(result)[1]),
    Array.from({ length: 200 }, (_, index) => index),
  );
  assert.equal(most, 4);
  assert.deepEqual(
    asked,
    asked.toSorted((a, b) => a - b),
  );
  assert.equal(parts.started.length, 2);
  assert.equal(parts.compiled(), 1);
});

test("A thread is started only when all others are busy", async (t) => {
  const parts = standInParts();
  const pool = makePool(t, { workers: 3 }, parts);
  for (let index = 0; index < 5; index += 1) await pool.carryOut(picture("make"), order);
  assert.equal(parts.started.length, 1);
});

for (const [wish, title, message] of [
  ["exit", "ends itself", /died: exit code 7$/],
  ["fail", "throws", /died: a slip of the codec$/],
  ["takeAllMemory", "runs out of memory", /died: .*memory/],
] as const) {
  test(`A worker that ${title} fails that picture alone`, async (t) => {
    const pool = makePool(t, { workers: 2 });
    const sources = [picture("make", 1), picture(wish), picture("make", 2), picture("make", 3), picture(wish)];
    const [first, bad, second, third, bad2] = (await Promise.all(
      sources.map((source) => pool.carryOut(source, order)),
    )) as [PictureResult, PictureResult, PictureResult, PictureResult, PictureResult];
    assert.deepEqual([first, second, third].map(bytesOf), [
      [0, 1],
      [0, 2],
      [0, 3],
    ]);
    for (const result of [bad, bad2]) {
      assert.equal(refusalOf(result).problem, "workerDied");
      assert.match(refusalOf(result).message, message);
    }
  });
}

test("A picture over which a worker hangs is given up after 30 seconds, and the next one is made", async (t) => {
  const parts = standInParts();
  const pool = makePool(t, { workers: 1 }, parts);
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const hanging = pool.carryOut(picture("hang"), order);
  const next = pool.carryOut(picture("make", 1), order);
  await parts.running(1);
  t.mock.timers.tick(30_000);
  assert.deepEqual(refusalOf(await hanging), { problem: "tookTooLong", message: "it took longer than 30 s" });
  assert.deepEqual(bytesOf(await next), [0, 1]);
  assert.equal(parts.started.length, 2);
});

test("Workers that cannot start fail each picture once, with what they say", async (t) => {
  const parts = standInParts("worker-that-cannot-start.ts");
  const pool = makePool(t, { workers: 2 }, parts);
  const results = await Promise.all(Array.from({ length: 5 }, () => pool.carryOut(picture("make"), order)));
  for (const result of results) {
    assert.deepEqual(refusalOf(result), {
      problem: "workerDied",
      message: "the thread that worked on it died: no such codec",
    });
  }
  assert.equal(parts.started.length, 5);
});

test("Codecs that cannot be had fail each picture with the reason", async (t) => {
  const parts: StandInParts = { ...standInParts(), codecs: () => Promise.reject(new Error("no file")) };
  const pool = makePool(t, {}, parts);
  for (let index = 0; index < 2; index += 1) {
    const { problem, message } = refusalOf(await pool.carryOut(picture("make"), order));
    assert.deepEqual([problem, message], ["workerDied", "no thread could be started: no file"]);
  }
});

test("A thread that ended while it had nothing to do is replaced", async (t) => {
  const parts = standInParts();
  const pool = makePool(t, { workers: 1 }, parts);
  await pool.carryOut(picture("make"), order);
  await parts.started[0]?.terminate();
  assert.deepEqual(bytesOf(await pool.carryOut(picture("make", 9), order)), [0, 9]);
});

test("A source that fails rejects its own order and leaves its room to others", async (t) => {
  const pool = makePool(t, { workers: 1 });
  const failing: PictureSource = () => Promise.reject(new Error("gone from the disk"));
  const outcomes = await Promise.allSettled([
    ...Array.from({ length: 5 }, () => pool.carryOut(failing, order)),
    pool.carryOut(picture("make", 1), order),
  ]);
  assert.deepEqual(
    outcomes.map((outcome) => (outcome.status === "rejected" ? outcome.reason.message : bytesOf(outcome.value))),
    [...Array.from({ length: 5 }, () => "gone from the disk"), [0, 1]],
  );
});

test("Closing a busy pool settles all orders and asks for no more sources", async (t) => {
  const parts = standInParts();
  const pool = makePool(t, { workers: 2 }, parts);
  let asked = 0;
  const hanging = Array.from({ length: 2 }, () => pool.carryOut(picture("hang"), order));
  const waiting = Array.from({ length: 20 }, () =>
    pool.carryOut(async () => {
      asked += 1;
      return picture("hang");
    }, order),
  );
  await parts.running(2);
  await pool.close();
  for (const result of await Promise.all([...hanging, ...waiting, pool.carryOut(picture("make"), order)])) {
    assert.equal(refusalOf(result).problem, "workerDied");
  }
  assert.equal(asked, 2);
});

test("A pool keeps the process while it works, and lets it end when it is idle", () => {
  const program = join(import.meta.dirname, "idle-pool.ts");
  const { status, stdout, stderr } = spawnSync(process.execPath, [program], { encoding: "utf8", timeout: 60_000 });
  assert.equal(status, 0, stderr);
  assert.equal(stdout, "made\n");
});

/** A JPEG by its markers, of so many pixels by its header. */
function jpegOf(width: number, height: number): Uint8Array {
  const size = [height >> 8, height & 255, width >> 8, width & 255];
  const frame = [0xff, 0xc0, 0, 11, 8, ...size, 1, 1, 0x11, 0];
  return Uint8Array.from([0xff, 0xd8, ...frame, 0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0, 0xff, 0xd9]);
}

test("Of very large pictures one is worked on at a time, whatever else is", async (t) => {
  const threadsFor = async (picture: Uint8Array) => {
    const pool = makePool(t, { workers: 3 });
    const results = await Promise.all(Array.from({ length: 9 }, () => pool.carryOut(picture.slice(), order)));
    return new Set(results.map((result) => (result.kind === "made" ? result.perceptualHash : result.message)));
  };
  assert.equal((await threadsFor(jpegOf(7000, 5000))).size, 1);
  assert.equal((await threadsFor(jpegOf(700, 500))).size, 3);
});
