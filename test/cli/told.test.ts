import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import type { PassSummary } from "../../src/export/summary.ts";
import { logLines } from "../running/said.ts";
import { assertExit, assertManifestIsTruth, makeWorld } from "../running/world.ts";

test("A pass leaves its figures in last-run.json, its events in a log file, and one JSON document on stdout", async (t) => {
  const world = await makeWorld(t, { people: 120, photoBytes: "small" });
  const { directory, traffic, faults } = world.tenant;
  const people = [...directory.truth()];
  const withPhoto = people.filter((person) => person.photoSha256 !== undefined);
  const bytes = withPhoto.reduce((sum, { photoBytes = 0 }) => sum + photoBytes, 0);

  const end = await world.pass(["--json"]);
  assertExit(end, 0);
  const summary = await world.lastRun();
  assert.deepEqual(JSON.parse(end.stdout) as PassSummary, summary);
  assert.equal(summary.tenantId, world.tenant.tenantId);
  assert.deepEqual([summary.pass, summary.result, summary.exitCode], [1, "published", 0]);
  assert.ok(summary.listingEnded && !summary.deadlineReached);
  const { listed, withPhoto: counted, withoutPhoto, noMailbox, failed, notAsked } = summary.people;
  assert.deepEqual([listed, counted, failed, notAsked], [people.length, withPhoto.length, 0, 0]);
  assert.equal(withoutPhoto + noMailbox, people.length - withPhoto.length);
  assert.deepEqual(summary.photos, {
    downloaded: withPhoto.length,
    downloadedBytes: bytes,
    transcoded: 0,
    renditionsMade: 0,
    unchanged: 0,
    added: withPhoto.length,
    changed: 0,
    removed: 0,
  });
  assert.equal(summary.manifest?.rows, withPhoto.length);
  assert.equal(summary.manifest?.sequence, withPhoto.length);
  assert.equal(summary.traffic?.calls, traffic.calls);
  assert.equal(summary.traffic?.valueBatches, traffic.batches.value);
  assert.equal(summary.traffic?.metadataBatches, traffic.batches.metadata);
  assert.ok((summary.traffic?.bytesReceived ?? 0) > bytes);
  assert.ok(
    traffic.requests.every(({ throttlePriority, userAgent, clientRequestId }) => {
      return throttlePriority === "low" && /^NONISV\|exophotos\|exophotos\//.test(userAgent ?? "") && clientRequestId;
    }),
  );

  const events = logLines(end).map((line) => line.event);
  assert.deepEqual([events[0], events.at(-1)], ["started", "ended"]);
  const log = await readFile(join(world.out, ".exophotos/logs/1.ndjson"), "utf8");
  assert.deepEqual(
    logLines({ ...end, stderr: log }).map((line) => line.event),
    events,
  );

  await t.test("somebody who failed is named in all three, with the reason", async () => {
    const person = withPhoto[0];
    const odd = { kind: "status", status: 400, code: "SomethingOdd", message: "no idea" } as const;
    faults.person(person?.objectId ?? "", "metadata", odd, Number.POSITIVE_INFINITY);
    const second = await world.passHere(["--json", "--quiet"]);
    assertExit(second, 4);
    const { failures, failuresTotal, photos } = await world.lastRun();
    assert.equal(failuresTotal, 1);
    assert.equal(photos.unchanged, withPhoto.length - 1);
    const { objectId, userPrincipalName, status, graphCode, message } = failures[0] ?? assert.fail();
    assert.deepEqual([objectId, userPrincipalName], [person?.objectId, person?.userPrincipalName]);
    assert.deepEqual([status, graphCode, message], [400, "SomethingOdd", "no idea"]);
    assert.deepEqual((JSON.parse(second.stdout) as PassSummary).failures, failures);
    // Under --quiet: who failed, and the end.
    assert.deepEqual(
      logLines(second).map((line) => line.event),
      ["personFailed", "ended"],
    );
  });

  await t.test("--log-format text tells it in words, and a summary at the end", async () => {
    faults.clear();
    const third = await world.passHere(["--log-format", "text"]);
    assertExit(third, 0);
    assert.equal(third.stdout, "");
    assert.match(third.stderr, /120 people/);
    assert.match(third.stderr, new RegExp(`${withPhoto.length} .*unchanged`));
  });
});

test("A reader of the log who goes away does not take the pass along", async (t) => {
  const world = await makeWorld(t, { people: 60, photoBytes: "small", latency: { callMs: 50 } });
  const withoutReader = ["sh", "-c", '"$@" 2>&1 | true', "sh"];
  await world.pass(["--json"], { runBy: withoutReader });
  await assertManifestIsTruth(world);
  assert.equal((await world.lastRun()).exitCode, 0);
});
