import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import type { DisturbedRequest, Fault } from "../../src/simulator/faults.ts";
import type { UsageAtExit } from "../bench/usage-at-exit.ts";
import { readPublished } from "../running/published.ts";
import { errorOf } from "../running/said.ts";
import { assertExit, makeWorld, type World } from "../running/world.ts";
import { isOfKind } from "./service/call-kinds.ts";
import { jsonFault } from "./service/edit-json.ts";

const usage = pathToFileURL(join(import.meta.dirname, "../bench/usage-at-exit.ts")).href;
/** Some 150 MB are in use before the first answer; the calls in flight do not grow by such answers. */
const mostMemoryKB = 900_000;

/** A pass as a process of its own while a server answers like this, and the most memory that it had. */
async function passAgainst(world: World, faultOf: (request: DisturbedRequest) => Fault | undefined) {
  const file = join(world.folder, "usage.json");
  world.tenant.faults.requests(faultOf);
  const end = await world.pass(["--full"], { nodeOptions: ["--import", usage], env: { USAGE_FILE: file } });
  world.tenant.faults.clear();
  const { maxRSS } = (JSON.parse(await readFile(file, "utf8")) as UsageAtExit).resources;
  assert.ok(maxRSS < mostMemoryKB, `${maxRSS} kB`);
  return end;
}

test("Answers and listings without end are given up in bounded memory, and nobody loses a photo", async (t) => {
  const world = await makeWorld(t, { people: 40, photoBytes: "small", recordRequests: false });
  assertExit(await world.passHere(), 0);
  const published = await readPublished(world);
  const isPage = (request: DisturbedRequest) => isOfKind("listing page", request);

  for (const how of ["endlessBody", "endlessChunks"] as const) {
    await t.test(`a page of people (${how})`, async () => {
      const end = await passAgainst(world, (request) => (isPage(request) ? { kind: "travel", how } : undefined));
      assert.match(errorOf(end, 8).why ?? "", /the answer is larger than 33554432 bytes/);
    });
    await t.test(`every answer with photos (${how})`, async () => {
      const isPhotos = (request: DisturbedRequest) =>
        isOfKind("value batch", request) || isOfKind("value alone", request);
      const end = await passAgainst(world, (request) => (isPhotos(request) ? { kind: "travel", how } : undefined));
      assertExit(end, 4);
      const { failuresTotal, failures } = await world.lastRun();
      assert.equal(failuresTotal, 40);
      assert.ok(failures.every(({ reason }) => reason === "invalidAnswer"));
    });
  }

  await t.test("the headers of a page", async () => {
    const end = await passAgainst(world, (request) =>
      isPage(request) ? { kind: "travel", how: "endlessHeaders" } : undefined,
    );
    assert.match(errorOf(end, 8).why ?? "", /After 6 tries .*Headers Overflow/);
  });

  await t.test("a million pages", async () => {
    let pages = 0;
    const end = await passAgainst(world, (request) => {
      if (!isPage(request)) return undefined;
      pages += 1;
      // Another link to the same page: what stands behind the «#» is not sent.
      const link = `${world.tenant.graphEndpoint}${request.target}#${pages}`;
      return jsonFault((json) => ({ ...json, "@odata.nextLink": link }));
    });
    const { why = "" } = errorOf(end, 8);
    assert.match(why, /1,001 pages in a row had nobody on them who was not listed before/);
    assert.equal(pages, 1002);
  });

  assert.deepEqual((await readPublished(world)).rows, published.rows);
  assertExit(await world.passHere(), 0);
});
