import assert from "node:assert/strict";
import { test } from "node:test";
import { type AnswerContext, decideFetch, decideProbe } from "../../src/plan/answers.ts";
import type { FetchOutcome, ProbeOutcome } from "../../src/tenant/outcome.ts";
import { failed } from "./sample-plan.ts";

const context: AnswerContext = { knownEtag: "A", fetchAnyway: false, hasPhoto: true };
const found = { kind: "found", etag: "A", width: 96, height: 96 } as const;
const photo = { kind: "photo", bytes: Uint8Array.of(1), contentType: "image/jpeg", etag: "A" } as const;
const none = { kind: "none", reason: "imageNotFound" } as const;
const noMailbox = { kind: "noMailbox", reason: "onPremises" } as const;
const failure = failed("serviceError");

const probes: readonly [about: string, outcome: ProbeOutcome, change: Partial<AnswerContext>, decision: object][] = [
  ["the known etag", found, {}, { do: "recordUnchanged", etag: "A" }],
  ["another etag", { ...found, etag: "B" }, {}, { do: "fetch", etag: "B" }],
  ["the known etag of a photo that is due anyway", found, { fetchAnyway: true }, { do: "fetch", etag: "A" }],
  ["an etag where none is known", found, { knownEtag: undefined }, { do: "fetch", etag: "A" }],
  ["no etag at all", { ...found, etag: undefined }, { knownEtag: undefined }, { do: "fetch", etag: undefined }],
  ["no photo where there was one", none, {}, { do: "confirmNone", evidence: 1 }],
  ["no photo where there was none", none, { hasPhoto: false }, { do: "recordNone", reason: "imageNotFound" }],
  ["no such user", { kind: "left" }, {}, { do: "findPerson" }],
  ["no such user without a photo", { kind: "left" }, { hasPhoto: false }, { do: "findPerson" }],
  ["no mailbox", noMailbox, {}, { do: "recordNoMailbox", reason: "onPremises" }],
  ["a failure", failure, {}, { do: "recordFailed", failure }],
];
const fetches: readonly [about: string, outcome: FetchOutcome, change: Partial<AnswerContext>, decision: object][] = [
  ["a photo", photo, {}, { do: "accept", photo }],
  ["no bytes where there was a photo", none, {}, { do: "confirmNone", evidence: 0 }],
  ["no bytes where there was none", none, { hasPhoto: false }, { do: "recordNone", reason: "imageNotFound" }],
  ["no such user", { kind: "left" }, {}, { do: "findPerson" }],
  ["no mailbox", noMailbox, {}, { do: "recordNoMailbox", reason: "onPremises" }],
  ["a failure", failure, {}, { do: "recordFailed", failure }],
];

for (const [about, outcome, change, decision] of probes) {
  test(`Metadata that says «${about}» leads to ${JSON.stringify(decision).slice(0, 60)}`, () => {
    assert.deepEqual(decideProbe(outcome, { ...context, ...change }), decision);
  });
}
for (const [about, outcome, change, decision] of fetches) {
  test(`An answer for the bytes that says «${about}» leads to ${Object.values(decision)[0]}`, () => {
    assert.deepEqual(decideFetch(outcome, { ...context, ...change }), decision);
  });
}
