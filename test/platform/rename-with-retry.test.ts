import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { hasCode } from "../../src/errors.ts";
import type { Clock } from "../../src/platform/clock.ts";
import { meansHeldOpen, renameWithRetry } from "../../src/platform/rename-with-retry.ts";

/** A clock whose time passes only in `sleep`; it remembers the pauses. */
function steppedClock(): Clock & { readonly pauses: number[] } {
  const pauses: number[] = [];
  let time = 0;
  return {
    pauses,
    now: () => time,
    monotonic: () => time,
    sleep: async (ms, signal) => {
      signal?.throwIfAborted();
      pauses.push(ms);
      time += ms;
    },
  };
}

/** A rename that is refused with this errno for the first `times` calls. */
function refusing(code: string, times = Number.POSITIVE_INFINITY) {
  let calls = 0;
  return {
    calls: () => calls,
    rename: async () => {
      calls += 1;
      if (calls <= times) throw Object.assign(new Error(code), { code });
    },
  };
}

describe("renaming over a file that somebody has open", () => {
  it("tries again with growing pauses until it is let go", async () => {
    const clock = steppedClock();
    const waits: number[] = [];
    const { rename, calls } = refusing("EPERM", 4);
    await renameWithRetry("a", "b", { clock, rename, platform: "win32", onWait: (waitedMs) => waits.push(waitedMs) });
    assert.equal(calls(), 5);
    assert.deepEqual(clock.pauses, [50, 100, 200, 400]);
    assert.deepEqual(waits, [0, 50, 150, 350]);
  });

  it("gives up after the longest wait, with the file and the errno", async () => {
    const clock = steppedClock();
    const { rename } = refusing("EACCES");
    await assert.rejects(renameWithRetry("a", "b", { clock, rename, platform: "win32" }), (error) => {
      assert.ok(hasCode(error, "publishBlocked"));
      assert.deepEqual(error.facts, { path: "b", waitedMs: 300_000, errno: "EACCES" });
      return true;
    });
    assert.equal(Math.max(...clock.pauses), 5_000);
  });

  it("fails at once for any other reason", async () => {
    for (const [code, platform] of [
      ["EACCES", "linux"],
      ["EPERM", "linux"],
      ["ENOSPC", "win32"],
      ["EROFS", "linux"],
    ] as const) {
      const { rename, calls } = refusing(code);
      await assert.rejects(renameWithRetry("a", "b", { clock: steppedClock(), rename, platform }), (error) => {
        assert.ok(hasCode(error, "outputFailed"));
        assert.deepEqual(error.facts, { path: "b", action: "replace", errno: code });
        return true;
      });
      assert.equal(calls(), 1);
    }
  });

  it("stops waiting when it is interrupted", async () => {
    const reason = new Error("interrupted");
    const { rename } = refusing("EBUSY");
    const signal = AbortSignal.abort(reason);
    await assert.rejects(
      renameWithRetry("a", "b", { clock: steppedClock(), rename, signal }),
      (error) => error === reason,
    );
  });

  it("knows which refusals mean an open file", () => {
    assert.deepEqual(
      (["EBUSY", "EPERM", "EACCES", "ENOENT"] as const).map((errno) => [
        meansHeldOpen(errno, "win32"),
        meansHeldOpen(errno, "linux"),
      ]),
      [
        [true, true],
        [true, false],
        [true, false],
        [false, false],
      ],
    );
  });
});
