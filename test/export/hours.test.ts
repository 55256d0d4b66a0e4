import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { Chance } from "../faults/chance.ts";
import { until } from "../running/until.ts";
import { assertExit, assertManifestIsTruth, makeWorld } from "../running/world.ts";

/** Time goes by so many times as fast, for the tenant and for the command. */
const rate = 240;
const claims = JSON.stringify({ access_token: { nbf: { essential: true, value: "1604106651" } } });

/**
 * Makes time go fast from now on, in this process for as long as the test runs. Returns what does so in another, with a
 * file that it writes into a folder: a single executable heeds `--require`, but no `--import`.
 */
function letTimeRun(t: TestContext): (folder: string, aheadMs: number) => Promise<readonly string[]> {
  const realNow = Date.now.bind(Date);
  const startMs = realNow();
  t.mock.method(Date, "now", () => startMs + (realNow() - startMs) * rate);
  return async (folder, aheadMs) => {
    const file = join(folder, "fast-time.cjs");
    const code = `
      const RealDate = Date;
      const now = () => ${startMs} + (RealDate.now() - ${startMs}) * ${rate} + ${aheadMs};
      globalThis.Date = class extends RealDate {
        constructor(...given) { given.length === 0 ? super(now()) : super(...given); }
        static now() { return now(); }
      };`;
    await writeFile(file, code);
    return ["--require", file];
  };
}

interface Granted {
  readonly atMs: number;
  readonly lifetimeMs: number;
}

for (const [about, aheadMs] of [
  ["ten minutes ahead", 600_000],
  ["ten minutes behind", -600_000],
] as const) {
  test(`A pass of over an hour with tokens of one to five minutes and a clock ${about} loses nobody, and asks for no token before it has to`, async (t) => {
    const fastTime = letTimeRun(t);
    const chance = new Chance(17);
    const granted: Granted[] = [];
    const world = await makeWorld(t, {
      people: 850,
      photoBytes: "small",
      latency: { callMs: 300 },
      tokenLifetimeSeconds: () => {
        const lifetime = chance.between(60, 300);
        granted.push({ atMs: Date.now(), lifetimeMs: lifetime * 1000 });
        return lifetime;
      },
    });
    const { tokens, traffic } = world.tenant;
    const startedAtMs = Date.now();
    const running = world.startPass(["--concurrency", "1"], {
      nodeOptions: await fastTime(world.folder, aheadMs),
    });
    await until("a third of the calls", () => traffic.calls >= 15, running);
    const forcedFrom = granted.length;
    tokens.demandClaims(claims);
    await until("some calls more", () => traffic.calls >= 22, running);
    tokens.demandClaims(undefined);
    assertExit(await running.ended, 0);
    const hours = (Date.now() - startedAtMs) / 3_600_000;
    await assertManifestIsTruth(world);
    assert.equal((await world.lastRun()).people.failed, 0);
    assert.ok(hours > 1, `${hours} hours`);

    // While the challenge stands each token takes two requests; before the others the last tenth of the one before had begun.
    const early = granted.filter((grant, index) => {
      const before = granted[index - 1];
      return before !== undefined && grant.atMs < before.atMs + before.lifetimeMs * 0.9 - 1000;
    });
    assert.ok(early.length <= 4, `${early.length} of ${granted.length} tokens were asked for early`);
    assert.ok(granted.length > 10 && forcedFrom < granted.length, `${granted.length} tokens`);
    t.diagnostic(`${granted.length} tokens for ${traffic.calls} calls in ${hours.toFixed(1)} hours`);
  });
}
