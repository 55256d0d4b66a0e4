import assert from "node:assert/strict";
import { test } from "node:test";
import { Traffic } from "../../../src/simulator/traffic.ts";
import type { Contestant, Outcome } from "./contestant.ts";
import { bestPeer, elapsedMsOf, figuresOf } from "./figures.ts";
import type { Entry } from "./scenarios.ts";

const people = 100;
const bounds = { overPlainLoop: 10, sameInFlight: 1, coldOverBest: 1.5, warmOverBest: 10 };
const plainLoop = { name: "loop" };

function entry(name: string, inFlight: Contestant["inFlight"], ms: readonly number[], lost = 0): Entry {
  const outcomes = ms.map((elapsedMs) => ({ kind: "ended", people, photos: 50, failures: 0, elapsedMs }) as const);
  return entryOf(name, inFlight, outcomes, lost);
}

function entryOf(name: string, inFlight: Contestant["inFlight"], outcomes: readonly Outcome[], lost = 0): Entry {
  const contestant: Contestant = {
    name,
    isOurs: name === "exophotos",
    inFlight,
    keepsState: false,
    run: () => Promise.reject(new Error("it is not to be run")),
    filesIn: () => Promise.reject(new Error("it is not to be read")),
  };
  const losses = { missing: lost, wrong: 0, extra: 0 };
  const runs = outcomes.map((outcome) => ({ outcome, processMs: 0, traffic: new Traffic(false), losses }));
  return { contestant, runs };
}

/** Figures of what was measured with many people; in all else the same happened. */
function figuresWith(cold: readonly Entry[]) {
  const quiet = { people, cold, warm: cold };
  return figuresOf({ few: quiet, many: quiet, throttled: cold }, plainLoop, bounds);
}

test("The best peer is the quickest that ended and lost nothing", () => {
  const quickest = entry("loop", 16, [300]);
  const entries = [
    entry("exophotos", "auto", [1]),
    entry("loop", 1, [9000]),
    quickest,
    entry("loses", 4, [100], 1),
    entryOf("hangs", 4, [{ kind: "didNotEnd", afterMs: 50 }]),
  ];
  assert.equal(bestPeer(entries), quickest);
  assert.equal(bestPeer([entry("exophotos", "auto", [1])]), undefined);
});

test("Of several passes the middle one's time counts", () => {
  assert.equal(elapsedMsOf(entry("loop", 1, [500, 100, 200])), 200);
});

test("A pass ten times as fast as the plain loop keeps that bound, a slower one misses it", () => {
  const [kept] = figuresWith([entry("loop", 1, [1000]), entry("exophotos", "auto", [100])]);
  assert.equal(kept?.value, "10 times");
  assert.equal(kept?.holds, true);
  const [missed] = figuresWith([entry("loop", 1, [999]), entry("exophotos", "auto", [100])]);
  assert.equal(missed?.holds, false);
});

test("With as many calls in flight a pass is held against the best peer with that many, not against others", () => {
  const figures = figuresWith([
    entry("loop", 1, [1000]),
    entry("batches", 4, [100]),
    entry("slow batches", 4, [400]),
    entry("exophotos", 4, [125]),
    entry("exophotos", "auto", [50]),
  ]);
  const figure = figures.find(({ what }) => what.includes("exophotos, 4 in flight beside"));
  assert.equal(figure?.what, "cold: rate of exophotos, 4 in flight beside batches, 4 in flight");
  assert.equal(figure?.value, "0.80 times");
  assert.equal(figure?.holds, false);
});

test("One photo lost by exophotos misses the bound; photos that peers lost are counted apart", () => {
  const peer = entry("loop", 1, [1000], 3);
  const lossIn = (some: readonly Entry[]) => figuresWith(some).find(({ what }) => what.startsWith("photos that"));
  assert.equal(lossIn([peer, entry("exophotos", "auto", [100])])?.holds, true);
  assert.equal(lossIn([peer, entry("exophotos", "auto", [100], 1)])?.holds, false);
  assert.match(lossIn([peer])?.what ?? "", /peers that lost some: 1/);
});

test("A pass of exophotos that failed misses the bound although nothing was held against it", () => {
  const failed = entryOf("exophotos", "auto", [{ kind: "failed", message: "it ended with 1" }]);
  const loss = figuresWith([failed]).find(({ what }) => what.startsWith("photos that"));
  assert.equal(loss?.holds, false);
});

test("A peer that did not end says so in its row", () => {
  const rows = figuresWith([entryOf("hangs", 4, [{ kind: "didNotEnd", afterMs: 5000 }])]);
  assert.match(rows.find(({ what }) => what.includes("hangs"))?.value ?? "", /^did not end within 5 s/);
});

test("Who made no warm pass is named all the same", () => {
  const cold = [entry("loop", 1, [1000])];
  const figures = figuresOf(
    { few: { people, cold, warm: [] }, many: { people, cold: [], warm: [] }, throttled: [] },
    plainLoop,
    bounds,
  );
  assert.match(figures.find(({ what }) => what.includes("warm, 100 people: loop"))?.value ?? "", /^not run/);
});

test("A bound does not hold for want of a peer to compare with", () => {
  const [figure] = figuresWith([entry("exophotos", "auto", [100])]);
  assert.equal(figure?.holds, false);
});
