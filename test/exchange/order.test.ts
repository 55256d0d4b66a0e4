import assert from "node:assert/strict";
import { test } from "node:test";
import { assertExit, assertManifestIsTruth } from "../running/world.ts";
import { fetchedIn, makeExchangeWorld } from "./exchange-world.ts";

test("Those whose mailbox has a picture are asked first, then those without a mailbox, then those without a picture", async (t) => {
  const world = await makeExchangeWorld(t, { people: 160, exchangePageSize: 30 });
  const [pictures, none] = [new Set(world.mailboxes("a photo")), new Set(world.mailboxes("no photo"))];
  assertExit(await world.discover("exchange", ["--concurrency", "1"]), 0);
  await assertManifestIsTruth(world);
  const turns = fetchedIn(world).map((id) => (pictures.has(id) ? 1 : none.has(id) ? 3 : 2));
  assert.deepEqual(new Set(turns), new Set([1, 2, 3]));
  assert.deepEqual(turns, turns.toSorted());
  const { people, exchange } = await world.lastRun();
  assert.deepEqual([people.notAsked, people.leftUnasked], [0, 0]);
  const mailboxes = pictures.size + none.size;
  assert.deepEqual(exchange, { mailboxes, withPicture: pictures.size, contradicted: 0 });
  assert.equal(world.tenant.exchangeRequests.length, Math.ceil(mailboxes / 30));
});

test("Those without a picture wait until everybody is listed, in a tenant of more than one page as well", async (t) => {
  const world = await makeExchangeWorld(t, { people: 1_300, photoShare: 0.1 });
  const none = new Set(world.mailboxes("no photo"));
  assertExit(await world.discover("exchange", ["--concurrency", "1"]), 0);
  const isLast = fetchedIn(world).map((id) => none.has(id));
  assert.equal(isLast.filter(Boolean).length, none.size);
  assert.deepEqual(isLast.slice(isLast.indexOf(true)), Array(none.size).fill(true));
});

test("Exchange is asked as its own module does, page by page, with a token of its own", async (t) => {
  const world = await makeExchangeWorld(t, { people: 60, exchangePageSize: 25 });
  assertExit(await world.discover("exchange"), 0);
  const { exchangeRequests, tenantId, traffic } = world.tenant;
  assert.ok(exchangeRequests.length > 1);
  for (const { headers, body, path, hasToken } of exchangeRequests) {
    assert.ok(hasToken);
    assert.match(path, new RegExp(`^/exchange/adminapi/beta/${tenantId}/InvokeCommand\\?`));
    assert.equal(headers["x-cmdletname"], "Get-Mailbox");
    assert.equal(headers.prefer, "odata.maxpagesize=1000");
    assert.equal(headers["x-anchormailbox"], `APP:SystemMailbox{bb558c35-97f1-4cb9-8ff7-d53741dc928c}@${tenantId}`);
    assert.deepEqual(JSON.parse(body), {
      CmdletInput: { CmdletName: "Get-Mailbox", Parameters: { ResultSize: "Unlimited" } },
    });
  }
  assert.equal(
    new Set(exchangeRequests.map(({ headers }) => headers["client-request-id"])).size,
    exchangeRequests.length,
  );
  assert.equal(new Set(exchangeRequests.map(({ headers }) => headers["connection-id"])).size, 1);
  assert.equal(traffic.tokenRequests, 2);
});

test("Without --discover, and with --only, Exchange is asked nothing", async (t) => {
  const world = await makeExchangeWorld(t, { people: 40 });
  assertExit(await world.discover("graph"), 0);
  const [somebody = ""] = world.mailboxes("no photo");
  world.tenant.directory.setPhoto(somebody);
  world.tenant.mailboxes.say(somebody, false);
  assertExit(await world.discover("exchange-only", ["--only", somebody]), 0);
  assert.deepEqual(world.tenant.exchangeRequests, []);
  await assertManifestIsTruth(world);
});
