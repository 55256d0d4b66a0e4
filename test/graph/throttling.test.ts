import assert from "node:assert/strict";
import { test } from "node:test";
import { createGate } from "../../src/graph/gate.ts";
import { systemClock } from "../../src/platform/clock.ts";
import { collect, idIn, people, personId, type Reply, startStandIn } from "./stand-in.ts";

const never = new AbortController().signal;
const metadata: Reply = { body: { width: 648, height: 648, "@odata.mediaEtag": '"A"' } };
const throttled = (retryAfter: string): Reply => ({
  status: 429,
  headers: { "Retry-After": retryAfter },
  body: { error: { code: "TooManyRequests", message: "Please retry again later." } },
});

/** True the first time that it is asked about something. */
function firstTime(): (what: string) => boolean {
  const seen = new Set<string>();
  return (what) => {
    const isNew = !seen.has(what);
    seen.add(what);
    return isNew;
  };
}

test("after a 429 of a whole call nothing is sent before its Retry-After is over, fractions included", async (t) => {
  let saidAtMs = 0;
  const early: number[] = [];
  const graph = await startStandIn(t, {
    item: () => metadata,
    whole: (arrival) => {
      if (graph.arrivals.length === 1) {
        saidAtMs = performance.now();
        return throttled("0.35");
      }
      if (saidAtMs > 0 && arrival.atMs < saidAtMs + 350) early.push(arrival.atMs - saidAtMs);
      return undefined;
    },
  });
  const tenant = graph.tenant({ concurrency: 1 });
  const answers = await collect(tenant.probePhotos(people(100), never));
  assert.ok(answers.every(({ outcome }) => outcome.kind === "found"));
  assert.deepEqual(early, []);
  const { throttledAnswers, retries, heldMs, calls } = tenant.counters();
  assert.deepEqual([throttledAnswers, retries, calls], [1, 1, 6]);
  assert.ok(heldMs >= 350 && heldMs < 450, `${heldMs} ms held`);
});

test("an HTTP date is waited for as well", async (t) => {
  let dateMs = 0;
  let secondAtMs = 0;
  const graph = await startStandIn(t, {
    item: () => metadata,
    whole: () => {
      if (graph.arrivals.length === 1) {
        dateMs = Math.ceil(Date.now() / 1000 + 1) * 1000;
        return throttled(new Date(dateMs).toUTCString());
      }
      secondAtMs ||= Date.now();
      return undefined;
    },
  });
  await collect(graph.tenant().probePhotos(people(3), never));
  assert.ok(secondAtMs >= dateMs, `${dateMs - secondAtMs} ms early`);
});

test("429 on a quarter of a batch's items holds everything for the longest Retry-After among them", async (t) => {
  const isFirst = firstTime();
  let saidAtMs = 0;
  const graph = await startStandIn(t, {
    item: (path) => {
      const n = Number.parseInt(idIn(path).slice(-2), 16);
      if (n >= 5 || !isFirst(path)) return metadata;
      saidAtMs = performance.now();
      return throttled(n === 4 ? "0.3" : "0.1");
    },
  });
  const tenant = graph.tenant({ concurrency: 1 });
  const answers = await collect(tenant.probePhotos(people(60), never));
  assert.ok(answers.length === 60 && answers.every(({ outcome }) => outcome.kind === "found"));
  const later = graph.arrivals.slice(1).map(({ atMs }) => atMs - saidAtMs);
  assert.ok(Math.min(...later) >= 300, `a call came ${Math.min(...later)} ms after`);
  assert.equal(tenant.counters().throttledAnswers, 5);
});

test("429 on one item holds that person only", async (t) => {
  const isFirst = firstTime();
  let saidAtMs = 0;
  const graph = await startStandIn(t, {
    item: (path) => {
      if (idIn(path) !== personId(3) || !isFirst(path)) return metadata;
      saidAtMs = performance.now();
      return throttled("0.4");
    },
  });
  const tenant = graph.tenant({ concurrency: 1 });
  const answers = await collect(tenant.probePhotos(people(60), never));
  assert.ok(answers.length === 60 && answers.every(({ outcome }) => outcome.kind === "found"));
  const [second, third, again] = graph.arrivals.slice(1).map(({ atMs }) => atMs - saidAtMs);
  assert.ok(second !== undefined && third !== undefined && third < 400, "the others went on");
  assert.ok(again !== undefined && again >= 400, `that person was asked again after ${again} ms`);
  assert.equal(tenant.counters().heldMs, 0);
});

test("who would have to wait for longer than allowed fails as throttled, and is not asked again", async (t) => {
  const graph = await startStandIn(t, {
    item: (path) => (idIn(path) === personId(1) ? throttled("100") : metadata),
  });
  const answers = await collect(graph.tenant({ maxWaitMs: 50_000 }).probePhotos(people(20), never));
  const failed = answers.filter(({ outcome }) => outcome.kind === "failed");
  assert.deepEqual(failed, [
    {
      objectId: personId(1),
      outcome: {
        kind: "failed",
        reason: "throttled",
        status: 429,
        graphCode: "TooManyRequests",
        message: "Please retry again later.",
        tries: 1,
      },
    },
  ]);
  assert.equal(graph.arrivals.length, 1);
});

test("a whole call held for longer than allowed fails everyone without another call", async (t) => {
  const graph = await startStandIn(t, { item: () => metadata, whole: () => throttled("3600") });
  const answers = await collect(graph.tenant({ concurrency: 1 }).probePhotos(people(100), never));
  assert.equal(answers.length, 100);
  for (const { outcome } of answers) assert.ok(outcome.kind === "failed" && outcome.reason === "throttled");
  assert.equal(graph.arrivals.length, 1);
});

test("without a Retry-After tries are bounded, and the last answer is what is reported", async (t) => {
  const graph = await startStandIn(t, { item: () => ({ status: 429 }) });
  const tenant = graph.tenant({ maxTries: 4 });
  const [answer] = await collect(tenant.probePhotos(people(1), never));
  assert.ok(answer?.outcome.kind === "failed");
  assert.deepEqual([answer.outcome.reason, answer.outcome.status, answer.outcome.tries], ["throttled", 429, 4]);
  assert.equal(graph.arrivals.length, 4);
  assert.equal(tenant.counters().retries, 3);
});

test("a 429 lowers the concurrency, and so does a warning that the limit is near", async (t) => {
  const warning: Reply = { ...metadata, headers: { "x-ms-throttle-limit-percentage": "1.2" } };
  const graph = await startStandIn(t, { item: () => warning });
  const tenant = graph.tenant({ concurrency: 4 });
  await collect(tenant.probePhotos(people(20), never));
  assert.equal(tenant.counters().concurrency, 3);
});

test("the gate lets in first who came first, and whoever leaves the queue loses nothing for the others", async () => {
  const gate = createGate({ concurrency: 1, maxWaitMs: 1_000, clock: systemClock });
  const order: string[] = [];
  const gone = new AbortController();
  const first = await gate.enter(never);
  const enter = async (name: string, signal: AbortSignal) => {
    const ticket = await gate.enter(signal);
    assert.ok(ticket !== "heldTooLong");
    order.push(name);
    gate.leave(ticket, undefined);
  };
  const b = enter("b", never);
  const c = enter("c", gone.signal);
  const d = enter("d", never);
  gone.abort(new Error("gone"));
  await assert.rejects(c, /gone/);
  assert.ok(first !== "heldTooLong");
  gate.leave(first, undefined);
  await Promise.all([b, d]);
  assert.deepEqual(order, ["b", "d"]);
});

test("a hold that grows keeps back those who wait already", async () => {
  const gate = createGate({ concurrency: 4, maxWaitMs: 1_000, clock: systemClock });
  const startMs = performance.now();
  gate.hold(50);
  const entered = gate.enter(never);
  gate.hold(200);
  await entered;
  assert.ok(performance.now() - startMs >= 200);
  assert.equal(await createHeld(), "heldTooLong");
});

async function createHeld() {
  const gate = createGate({ concurrency: 4, maxWaitMs: 1_000, clock: systemClock });
  gate.hold(60_000);
  return gate.enter(never);
}
