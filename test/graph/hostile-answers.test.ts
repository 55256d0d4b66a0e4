import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import { type ErrorFacts, hasCode } from "../../src/errors.ts";
import { readPage } from "../../src/graph/people.ts";
import { readMetadata } from "../../src/graph/photos.ts";
import { createGraphTenant } from "../../src/graph/tenant.ts";
import { limits } from "../../src/model/limits.ts";
import { systemClock } from "../../src/platform/clock.ts";
import type { HttpRequest } from "../../src/platform/http-types.ts";
import type { Tenant } from "../../src/tenant/port.ts";
import { personId } from "./stand-in.ts";

const never = new AbortController().signal;
const endpoint = new URL("https://graph.example");

/** A tenant whose every GET has this JSON, without a network between. */
function tenantOf(answer: (request: HttpRequest) => object): Tenant {
  const send = async (request: HttpRequest) => ({
    status: 200,
    headers: { "content-type": "application/json" },
    body: Buffer.from(JSON.stringify(answer(request))),
  });
  return createGraphTenant({
    endpoint,
    http: { send, close: async () => undefined },
    tokens: { app: { tenantId: "tenant", clientId: "client", authority: "localhost" }, token: async () => "token" },
    choice: { kind: "everyone" },
    size: "largest",
    properties: "all",
    extraProperties: [],
    concurrency: 1,
    valueMode: "batch",
    userAgent: "NONISV|Test|exophotos/0",
    clock: systemClock,
    random: () => 0,
    newId: randomUUID,
  });
}

test("a listing with somebody new on each of a million pages ends by itself", async () => {
  let pages = 0;
  const tenant = tenantOf(() => {
    pages += 1;
    return { value: [{ id: personId(pages) }], "@odata.nextLink": `${endpoint.href}v1.0/users?$skiptoken=${pages}` };
  });
  const listing = async () => {
    for await (const step of tenant.listPeople(never)) assert.equal(step.kind, "page");
  };
  await assert.rejects(listing(), (error) => {
    const { problem } = (hasCode(error, "unreachable") ? error.facts : {}) as Partial<ErrorFacts["unreachable"]>;
    return problem === "it has no end after 50,000 pages";
  });
  assert.equal(pages, limits.listingPages);
});

test("a page whose next link is longer than an address is no page", () => {
  const link = (length: number) => ({ value: [], "@odata.nextLink": "https://graph.example/".padEnd(length, "x") });
  const selection = { properties: "all", extraProperties: [] } as const;
  assert.notEqual(readPage(link(limits.nextLinkCharacters), selection), undefined);
  assert.equal(readPage(link(limits.nextLinkCharacters + 1), selection), undefined);
});

test("a property that is nested without end makes a page none, and does not end the program", () => {
  const depth = 200_000;
  const nested: unknown = JSON.parse(`${"[".repeat(depth)}${"]".repeat(depth)}`);
  const selection = { properties: "all", extraProperties: ["tags"] } as const;
  for (const name of ["tags", "mail"]) {
    assert.equal(readPage({ value: [{ id: personId(1), [name]: nested }] }, selection), undefined, name);
  }
});

test("an etag of a million quotes is none, at once", () => {
  const etag = `${'"'.repeat(1_000_000)}x${'"'.repeat(1_000_000)}x`;
  const body = { width: 96, height: 96, "@odata.mediaEtag": etag };
  assert.deepEqual(readMetadata({ status: 200, headers: {}, body }), {
    kind: "found",
    etag: undefined,
    width: 96,
    height: 96,
  });
});
