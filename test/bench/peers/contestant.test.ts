import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { peerContestant } from "./contestant.ts";
import { plainLoop } from "./list.ts";

const access = {
  ...{ tenantId: "t", clientId: "c", clientSecret: "s", caCertificatePem: "" },
  ...{ graphEndpoint: "https://localhost", authorityHost: "https://localhost" },
};
const report = { people: 3, photos: 2, failures: 1, calls: 9, elapsedMs: 5 };

async function outcomeOf(program: string, limitMs: number) {
  const folder = await mkdtemp(join(tmpdir(), "exophotos-peer-"));
  try {
    return await peerContestant(plainLoop, [process.execPath, "-e", program]).run(access, folder, limitMs);
  } finally {
    await rm(folder, { recursive: true });
  }
}

test("A peer's report is the last line of what it prints", async () => {
  const outcome = await outcomeOf(`console.log("x"); console.log(${JSON.stringify(JSON.stringify(report))})`, 60_000);
  const { calls: _own, ...told } = report;
  assert.deepEqual(outcome, { kind: "ended", ...told });
});

test("A peer that does not end is ended, and counts as such", async () => {
  assert.deepEqual(await outcomeOf("setInterval(() => {}, 1000)", 100), { kind: "didNotEnd", afterMs: 100 });
});

test("A peer that fails says why", async () => {
  const outcome = await outcomeOf(`throw new Error("no luck")`, 60_000);
  assert.equal(outcome.kind, "failed");
  assert.match(outcome.kind === "failed" ? outcome.message : "", /no luck/);
});
