import assert from "node:assert/strict";
import { test } from "node:test";
import { type ErrorFacts, hasCode } from "../../src/errors.ts";
import type { ListingStep } from "../../src/tenant/port.ts";
import { collect, idIn, personId, type Reply, startStandIn } from "./stand-in.ts";

const never = new AbortController().signal;
const user = (n: number, more: object = {}) => ({ id: personId(n), userPrincipalName: `p${n}@example.org`, ...more });
const refused = (status: number, code: string, message = ""): Reply => ({ status, body: { error: { code, message } } });

/** The ids that a listing gave, with its restarts. */
function namesOf(steps: readonly ListingStep[]): readonly string[] {
  return steps.flatMap((step) =>
    step.kind === "restarted" ? [`restarted: ${step.reason}`] : step.people.map((p) => p.properties.userPrincipalName),
  );
}

test("pages are followed to the end as their links are, an empty one in the middle included", async (t) => {
  const graph = await startStandIn(t, {
    item: (path) => {
      const link = (token: string) => ({ "@odata.nextLink": `${graph.endpoint.href}v1.0/users?$skiptoken=${token}` });
      if (path.endsWith("skiptoken=a%2Bb")) return { body: { value: [], ...link("c") } };
      if (path.endsWith("skiptoken=c")) return { body: { value: [user(3)] } };
      return { body: { value: [user(1), user(2, { mail: null, employeeId: 7, tags: ["a"] })], ...link("a%2Bb") } };
    },
  });
  const steps = await collect(graph.tenant({ extraProperties: ["tags"] }).listPeople(never));
  assert.deepEqual(namesOf(steps), ["p1@example.org", "p2@example.org", "p3@example.org"]);
  const [first] = steps;
  assert.ok(first?.kind === "page");
  assert.deepEqual(first.people[1]?.extra, { tags: '["a"]' });
  assert.deepEqual([first.people[1]?.properties.mail, first.people[1]?.properties.employeeId], ["", "7"]);
  assert.equal(
    graph.arrivals[0]?.url,
    "/users?$select=id,userPrincipalName,mail,onPremisesSamAccountName,onPremisesImmutableId,employeeId,onPremisesSecurityIdentifier,onPremisesDomainName,tags&$top=999",
  );
});

test("a filter is sent encoded, with ConsistencyLevel on every page, and gives the total", async (t) => {
  const graph = await startStandIn(t, {
    item: (path) =>
      path.includes("skiptoken")
        ? { body: { value: [user(2)] } }
        : {
            body: {
              value: [user(1)],
              "@odata.count": 2,
              "@odata.nextLink": `${graph.endpoint.href}v1.0/users?$skiptoken=a`,
            },
          },
  });
  const choice = { kind: "filter", filter: "department eq 'R&D'" } as const;
  const steps = await collect(graph.tenant({ choice, properties: "basic" }).listPeople(never));
  assert.deepEqual(
    steps.map((step) => step.kind === "page" && step.total),
    [2, 2],
  );
  assert.deepEqual(
    graph.arrivals.map(({ headers }) => headers.consistencylevel),
    ["eventual", "eventual"],
  );
  assert.equal(
    graph.arrivals[0]?.url,
    "/users?$select=id,userPrincipalName,mail&$top=999&$count=true&$filter=department%20eq%20%27R%26D%27",
  );
});

test("a group's members are listed with those of its groups", async (t) => {
  const graph = await startStandIn(t, { item: () => ({ body: { value: [user(1)] } }) });
  const choice = { kind: "group", groupId: personId(99) } as const;
  await collect(graph.tenant({ choice }).listPeople(never));
  assert.ok(
    graph.arrivals[0]?.url.startsWith(`/groups/${personId(99)}/transitiveMembers/microsoft.graph.user?$select=id`),
  );
  assert.equal(graph.arrivals[0]?.headers.consistencylevel, "eventual");
});

for (const [status, code, message] of [
  [400, "Directory_ExpiredPageToken", "The specified page token value has expired"],
  [400, "Request_BadRequest", "Microsoft.Online.DirectoryPageTokenNotFoundException"],
  [410, "Gone", ""],
] as const) {
  test(`a page token that is not taken any more (${status} ${code}) begins the listing again`, async (t) => {
    let refusals = 2;
    const graph = await startStandIn(t, {
      item: (path) => {
        const next = { "@odata.nextLink": `${graph.endpoint.href}v1.0/users?$skiptoken=a` };
        if (!path.includes("skiptoken")) return { body: { value: [user(1)], ...next } };
        refusals -= 1;
        return refusals >= 0 ? refused(status, code, message) : { body: { value: [user(2)] } };
      },
    });
    const tenant = graph.tenant();
    const kinds = (await collect(tenant.listPeople(never))).map((step) => step.kind);
    assert.deepEqual(kinds, ["page", "restarted", "page", "restarted", "page", "page"]);
    assert.equal(tenant.counters().listingRestarts, 2);
  });
}

test("a listing that turns in circles or loses its token for ever ends as unreachable", async (t) => {
  const graph = await startStandIn(t, {
    item: () => ({ body: { value: [], "@odata.nextLink": `${graph.endpoint.href}v1.0/users?$skiptoken=a` } }),
  });
  await assert.rejects(collect(graph.tenant().listPeople(never)), (error) => hasCode(error, "unreachable"));
  assert.equal(graph.arrivals.length, 22);
});

test("a link to another host is never followed", async (t) => {
  const other = await startStandIn(t, { item: () => ({ body: { value: [] } }) });
  const graph = await startStandIn(t, {
    item: () => ({ body: { value: [user(1)], "@odata.nextLink": `${other.endpoint.href}v1.0/users` } }),
  });
  await assert.rejects(
    collect(graph.tenant().listPeople(never)),
    (error) => hasCode(error, "unreachable") && /another host/.test(error.facts.problem),
  );
  assert.equal(other.arrivals.length, 0);
});

test("a page is asked for again after a failure, and a person without a GUID makes it none", async (t) => {
  const graph = await startStandIn(t, {
    item: () => {
      const replies: Reply[] = [{ status: 503 }, { headers: {}, body: "<html>" }, { body: { value: [{ id: "x" }] } }];
      return replies[graph.arrivals.length - 1] ?? { body: { value: [user(1)] } };
    },
  });
  assert.deepEqual(namesOf(await collect(graph.tenant().listPeople(never))), ["p1@example.org"]);
  assert.equal(graph.arrivals.length, 4);
  await assert.rejects(
    collect(graph.tenant({ endpoint: new URL("https://localhost:1"), maxTries: 2 }).listPeople(never)),
    (error) => hasCode(error, "unreachable") && error.facts.tries === 2 && error.facts.call === "list users",
  );
});

const everyone = { kind: "everyone" } as const;
const filter = { kind: "filter", filter: "x" } as const;
const group = { kind: "group", groupId: personId(1) } as const;
const permission = (call: string, permissions: string[]): Partial<ErrorFacts["permissionMissing"]> => ({
  call,
  permissions,
});
for (const [what, options, reply, code, facts] of [
  [
    "a 403 for all columns",
    { choice: everyone },
    403,
    "permissionMissing",
    permission("list users", ["User.Read.All"]),
  ],
  [
    "a 403 for basic columns",
    { choice: everyone, properties: "basic" },
    403,
    "permissionMissing",
    permission("list users", ["User.ReadBasic.All", "User.Read.All"]),
  ],
  [
    "a 403 for a group",
    { choice: group },
    403,
    "permissionMissing",
    permission("list group members", ["GroupMember.Read.All"]),
  ],
  ["a wrong filter", { choice: filter }, 400, "choiceRefused", { setting: "filter", status: 400, message: "why" }],
  ["an unknown group", { choice: group }, 404, "choiceRefused", { setting: "group", status: 404 }],
  ["an unknown column", { choice: everyone, extraProperties: ["x"] }, 400, "choiceRefused", { setting: "columns" }],
  ["a 400 for nothing that was set", { choice: everyone }, 400, "unreachable", { problem: "answered 400 Code why" }],
] as const) {
  test(`${what} stops the listing as ${code}`, async (t) => {
    const graph = await startStandIn(t, { item: () => refused(reply, "Code", "why") });
    await assert.rejects(collect(graph.tenant(options).listPeople(never)), (error) => {
      assert.ok(hasCode(error, code));
      assert.partialDeepStrictEqual(error.facts, facts);
      return true;
    });
    assert.equal(graph.arrivals.length, 1);
  });
}

test("people named one by one are found by id or name, and those nobody knows are left out", async (t) => {
  const graph = await startStandIn(t, {
    item: (path) => {
      const key = decodeURIComponent(idIn(path));
      if (key === "nobody@example.org") return refused(404, "Request_ResourceNotFound");
      return { body: user(key.includes("#EXT#") ? 5 : 6) };
    },
  });
  const keys = async function* () {
    yield* ["guest_example.com#EXT#@example.org", "nobody@example.org", personId(6)];
  };
  const choice = { kind: "keys", origin: "users-from", keys } as const;
  const steps = await collect(graph.tenant({ choice }).listPeople(never));
  assert.deepEqual(namesOf(steps).toSorted(), ["p5@example.org", "p6@example.org"]);
  assert.equal(graph.arrivals.length, 1);
});

test("a person is left only when Graph says that the object does not exist", async (t) => {
  const replies: Record<string, Reply> = {
    [personId(1)]: { body: user(1) },
    [personId(2)]: refused(404, "Request_ResourceNotFound"),
    [personId(3)]: refused(404, "ResourceNotFound"),
    [personId(4)]: refused(403, "Authorization_RequestDenied"),
  };
  const graph = await startStandIn(t, { item: (path) => replies[idIn(path)] ?? { status: 500 } });
  const outcomes = [];
  for (let n = 1; n <= 5; n += 1) outcomes.push(await graph.tenant().findPerson(personId(n), never));
  assert.deepEqual(
    outcomes.map((outcome) => (outcome.kind === "failed" ? `failed ${outcome.reason}` : outcome.kind)),
    ["exists", "left", "failed unexpected", "failed forbidden", "failed serviceError"],
  );
});
