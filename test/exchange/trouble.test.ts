import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { type TestContext, test } from "node:test";
import type { DiscoverMode } from "../../src/model/discover.ts";
import type { SimulatedTenantOptions } from "../../src/simulator/start.ts";
import { assertExit, assertManifestIsTruth } from "../running/world.ts";
import { askedIn, type ExchangeWorld, makeExchangeWorld } from "./exchange-world.ts";

const people = 60;
const pages = { people, exchangePageSize: 20 };

/** Another host name of the same machine: what goes there arrives as well. */
function otherHost({ tenant }: ExchangeWorld): string {
  return `${tenant.exchangeEndpoint.replace("localhost", "127.0.0.1")}/adminapi`;
}

/** With `exchange` the pass asks everybody all the same and says why; with `exchange-only` it ends. */
async function assertFails(
  t: TestContext,
  options: Partial<SimulatedTenantOptions>,
  prepare: (world: ExchangeWorld) => void,
  expected: { readonly exitCode: number; readonly says: readonly RegExp[] },
): Promise<readonly ExchangeWorld[]> {
  const run = async (mode: DiscoverMode, exitCode: number) => {
    const world = await makeExchangeWorld(t, { ...pages, ...options });
    prepare(world);
    const end = await world.discover(mode);
    assertExit(end, exitCode);
    for (const says of expected.says) assert.match(end.stderr, says);
    return { world, end };
  };
  const goesOn = await run("exchange", 0);
  assert.match(goesOn.end.stderr, /goes on without Exchange's word/);
  await assertManifestIsTruth(goesOn.world);
  assert.equal(askedIn(goesOn.world).size, people);
  const ends = await run("exchange-only", expected.exitCode);
  assert.ok(!(await readdir(ends.world.out)).includes("manifest.csv"));
  assert.equal(askedIn(ends.world).size, 0);
  return [goesOn.world, ends.world];
}

test("An application without Exchange's permission is told which one it lacks", async (t) => {
  const says = [/Exchange\.ManageAsApp/, /Global Reader/, /not allowed to call Get-Mailbox/];
  await assertFails(t, { exchangePermissions: [] }, () => undefined, { exitCode: 3, says });
});

test("An application without a directory role is told so", async (t) => {
  const says = [/Global Reader/, /isn't supported in this scenario/];
  await assertFails(t, { exchangeDirectoryRole: false }, () => undefined, { exitCode: 3, says });
});

test("A tenant that gives no token for Exchange is told why that can be", async (t) => {
  const unknown = ({ tenant: { faults } }: ExchangeWorld) => faults.token(500_011, "invalid_resource", 1);
  await assertFails(t, {}, unknown, { exitCode: 3, says: [/Entra gives no token for it/, /Exchange\.ManageAsApp/] });
});

test("A listing that fails in its midst is not used, not even the part that came", async (t) => {
  const break500 = ({ tenant: { faults, mailboxes, directory } }: ExchangeWorld) => {
    for (const id of directory.ids()) mailboxes.say(id, false);
    faults.call("exchange", { kind: "status", status: 500 }, Number.POSITIVE_INFINITY, 1);
  };
  const worlds = await assertFails(t, {}, break500, { exitCode: 8, says: [/list mailboxes/, /500/] });
  for (const { tenant } of worlds) assert.equal(tenant.exchangeRequests.length, 7);
});

test("Mailboxes that say nothing of a picture are no answer, and neither is none at all", async (t) => {
  const silence = ({ tenant: { directory, mailboxes } }: ExchangeWorld) => {
    for (const id of directory.ids()) mailboxes.say(id, undefined);
  };
  await assertFails(t, {}, silence, { exitCode: 8, says: [/no mailbox says whether it has a picture/, /documented/] });
  const take = ({ tenant: { directory } }: ExchangeWorld) => {
    for (const id of directory.ids()) directory.setMailbox(id, "onPremises");
  };
  await assertFails(t, {}, take, { exitCode: 8, says: [/lists no mailbox at all/] });
});

test("What Exchange does not know any more is said in its own words", async (t) => {
  const gone = ({ tenant: { faults } }: ExchangeWorld) =>
    faults.call("exchange", { kind: "status", status: 404, message: "This version is retired." }, 9);
  await assertFails(t, {}, gone, { exitCode: 8, says: [/404: This version is retired\./, /not a documented one/] });
});

test("Throttling and passing trouble are waited out, whichever header names the time", async (t) => {
  const world = await makeExchangeWorld(t, pages);
  world.tenant.faults.call("exchange", [
    { kind: "status", status: 429, retryAfter: 0.2 },
    { kind: "status", status: 429, headers: { "Rate-Limit-Reset": "0.1" } },
    { kind: "status", status: 503 },
    { kind: "html", status: 502 },
    { kind: "reset", when: "midBody" },
    // Every fifth answer is good: a page has six tries.
    { kind: "delay", ms: 0 },
    { kind: "truncatedJson" },
    { kind: "html", status: 200 },
  ]);
  assertExit(await world.discover("exchange-only"), 0);
  await assertManifestIsTruth(world);
  assert.equal((await world.lastRun()).people.leftUnasked, world.mailboxes("no photo").length);
});

test("A wait longer than --max-wait is not waited for", async (t) => {
  const wait = ({ tenant: { faults } }: ExchangeWorld) =>
    faults.call("exchange", { kind: "status", status: 429, retryAfter: 3600 });
  await assertFails(t, {}, wait, { exitCode: 8, says: [/429/, /3600 s/] });
});

test("A token that runs out between two pages is renewed", async (t) => {
  const world = await makeExchangeWorld(t, pages);
  world.tenant.faults.call("exchange", { kind: "status", status: 401 }, 1, 1);
  assertExit(await world.discover("exchange-only"), 0);
  await assertManifestIsTruth(world);
});

test("A redirect within Exchange is followed", async (t) => {
  const world = await makeExchangeWorld(t, pages);
  const { faults, exchangeEndpoint, tenantId, exchangeRequests } = world.tenant;
  const Location = `${exchangeEndpoint}/backend/adminapi/beta/${tenantId}/InvokeCommand?$select=ExternalDirectoryObjectId,HasPicture`;
  faults.call("exchange", { kind: "status", status: 307, headers: { Location } });
  assertExit(await world.discover("exchange-only"), 0);
  await assertManifestIsTruth(world);
  assert.match(exchangeRequests[1]?.path ?? "", /\/backend\//);
});

test("Nothing is sent to another host, whether a redirect or a next page names it, and no circle is run in", async (t) => {
  const cases: readonly ((world: ExchangeWorld) => void)[] = [
    (world) =>
      world.tenant.faults.call("exchange", { kind: "status", status: 302, headers: { Location: otherHost(world) } }),
    (world) =>
      world.tenant.faults.call("exchange", { kind: "listing", what: { nextLinkAt: new URL(otherHost(world)).origin } }),
    (world) =>
      world.tenant.faults.call(
        "exchange",
        { kind: "status", status: 308, headers: { Location: `${world.tenant.exchangeEndpoint}/adminapi` } },
        Number.POSITIVE_INFINITY,
      ),
  ];
  const says: readonly (readonly RegExp[])[] = [
    [/127\.0\.0\.1:\d+, which is not asked/],
    [/which is not asked/],
    [/circle/],
  ];
  for (const [index, prepare] of cases.entries()) {
    const worlds = await assertFails(t, {}, prepare, { exitCode: 8, says: says[index] ?? [] });
    for (const { tenant } of worlds) {
      const own = new URL(tenant.exchangeEndpoint).host;
      assert.deepEqual(new Set(tenant.exchangeRequests.map(({ host }) => host)), new Set([own]));
    }
  }
});
