import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { type SimulatedTenant, startSimulatedTenant } from "../../src/simulator/start.ts";
import { Client, field, list } from "./client.ts";

describe("the simulated tenant's listings", () => {
  let tenant: SimulatedTenant;
  let client: Client;
  const eventual = { consistencylevel: "eventual" };

  before(async () => {
    tenant = await startSimulatedTenant({ people: 250, photoBytes: "small" });
    client = new Client(tenant);
    await client.signIn();
  });
  beforeEach(() => tenant.faults.clear());
  after(async () => {
    await client.close();
    await tenant.close();
  });

  async function listIds(path: string, headers: Readonly<Record<string, string>> = {}): Promise<string[]> {
    const ids: string[] = [];
    for (let next: unknown = path; typeof next === "string"; ) {
      const page = await client.get(next, headers);
      assert.equal(page.status, 200, page.bytes.toString());
      ids.push(...list(page.json, "value").map((user) => String(field(user, "id"))));
      next = field(page.json, "@odata.nextLink");
    }
    return ids;
  }

  async function codeOf(path: string, headers: Readonly<Record<string, string>> = {}): Promise<string> {
    const reply = await client.get(path, headers);
    return `${reply.status} ${String(field(reply.json, "error", "code"))}`;
  }

  it("gives everybody once, page by page", async () => {
    const ids = await listIds("/v1.0/users?$top=99&$select=id");
    assert.deepEqual(ids, [...tenant.directory.ids()]);
    assert.equal(new Set(ids).size, 250);
  });

  it("gives 100 people and Graph's default properties when nothing is asked for", async () => {
    const page = await client.get("/v1.0/users");
    assert.equal(list(page.json, "value").length, 100);
    const [first] = list(page.json, "value");
    assert.ok(Object.hasOwn(first as object, "officeLocation"));
    assert.ok(!Object.hasOwn(first as object, "employeeId"));
    assert.equal(page.headers["x-ms-resource-unit"], "2");
  });

  it("gives only selected properties and the id, null where a person has none", async () => {
    const page = await client.get("/v1.0/users?$top=250&$select=userPrincipalName,onPremisesSamAccountName");
    const users = list(page.json, "value");
    assert.deepEqual(Object.keys(users[0] as object), ["id", "userPrincipalName", "onPremisesSamAccountName"]);
    assert.ok(users.some((user) => field(user, "onPremisesSamAccountName") === null));
    assert.ok(users.some((user) => String(field(user, "userPrincipalName")).includes("#EXT#")));
  });

  it("refuses pages above 999, unknown properties and options it does not have", async () => {
    assert.equal(await codeOf("/v1.0/users?$top=1000"), "400 Request_UnsupportedQuery");
    assert.equal(await codeOf("/v1.0/users?$select=shoeSize"), "400 BadRequest");
    assert.equal(await codeOf("/v1.0/users?$select=mailboxSettings"), "501 NotImplemented");
    assert.equal(await codeOf("/v1.0/users?$expand=photo"), "400 Request_UnsupportedQuery");
    assert.equal(await codeOf("/v1.0/users?$filter=displayName%20like%20'x'"), "400 Request_UnsupportedQuery");
  });

  it("filters", async () => {
    const everyone = [...tenant.directory.ids()].map((id) => tenant.directory.person(id));
    const guests = everyone.filter((person) => person?.userType === "Guest").map((person) => person?.id);
    assert.deepEqual(await listIds("/v1.0/users?$filter=userType%20eq%20'Guest'"), guests);
    const legal = everyone.filter(
      (person) => person?.department === "Legal, Risk & Compliance" && person?.accountEnabled === true,
    );
    const filter = encodeURIComponent("department eq 'Legal, Risk & Compliance' and accountEnabled eq true");
    assert.equal((await listIds(`/v1.0/users?$filter=${filter}`)).length, legal.length);
    assert.ok(legal.length > 0);
  });

  it("wants ConsistencyLevel and $count for advanced filters, on each page", async () => {
    const filter = encodeURIComponent("not(startsWith(displayName,'A')) and department ne 'Sales'");
    assert.equal(await codeOf(`/v1.0/users?$filter=${filter}`), "400 Request_UnsupportedQuery");
    assert.equal(await codeOf(`/v1.0/users?$filter=${filter}`, eventual), "400 Request_UnsupportedQuery");
    const page = await client.get(`/v1.0/users?$filter=${filter}&$count=true&$top=20`, eventual);
    const next = String(field(page.json, "@odata.nextLink"));
    assert.equal(await codeOf(next), "400 Request_UnsupportedQuery");
    const second = await client.get(next, eventual);
    assert.equal(second.status, 200);
    assert.equal(field(second.json, "@odata.count"), undefined);
    const ids = await listIds(`/v1.0/users?$filter=${filter}&$count=true&$top=20`, eventual);
    assert.equal(field(page.json, "@odata.count"), ids.length);
  });

  it("keeps a page token to its own listing", async () => {
    const page = await client.get("/v1.0/users?$top=10&$select=id");
    const link = new URL(String(field(page.json, "@odata.nextLink")));
    link.searchParams.set("$top", "20");
    assert.equal(await codeOf(link.href), "400 DirectoryPageTokenNotFoundException");
    assert.equal(await codeOf("/v1.0/users?$skiptoken=made-up"), "400 DirectoryPageTokenNotFoundException");
  });

  for (const [what, expected] of [
    ["expiredToken", "400 Directory_ExpiredPageToken"],
    ["unknownToken", "400 DirectoryPageTokenNotFoundException"],
    ["gone", "410 Gone"],
  ] as const) {
    it(`ends page tokens for good when the script says so (${what})`, async () => {
      tenant.faults.call("users", { kind: "listing", what }, 1, 1);
      const page = await client.get("/v1.0/users?$top=10");
      const next = String(field(page.json, "@odata.nextLink"));
      assert.equal(await codeOf(next), expected);
      assert.equal(await codeOf(next), expected);
      assert.equal((await listIds("/v1.0/users?$top=99")).length, 250);
    });
  }

  it("stops early, comes back empty, has empty pages and points elsewhere when the script says so", async () => {
    tenant.faults.call("users", { kind: "listing", what: "endEarly" }, 1, 1);
    assert.equal((await listIds("/v1.0/users?$top=50")).length, 100);
    tenant.faults.call("users", { kind: "listing", what: "empty" });
    assert.deepEqual(await listIds("/v1.0/users?$top=50"), []);
    tenant.faults.call("users", { kind: "listing", what: "emptyPage" }, 1, 1);
    assert.equal((await listIds("/v1.0/users?$top=50")).length, 250);
    tenant.faults.call("users", { kind: "listing", what: "foreignNextLink" });
    const page = await client.get("/v1.0/users?$top=50");
    assert.ok(!String(field(page.json, "@odata.nextLink")).startsWith(tenant.graphEndpoint));
  });

  it("finds one user by id or name, and says of a deleted one that there is none", async () => {
    const { directory } = tenant;
    const guest = [...directory.ids()].map((id) => directory.person(id)).find((person) => person?.userType === "Guest");
    const byName = await client.get(`/v1.0/users/${encodeURIComponent(String(guest?.userPrincipalName))}?$select=mail`);
    assert.deepEqual(byName.json, { id: guest?.id, mail: guest?.mail });
    const id = String(guest?.id);
    directory.rename(id, "new.name@fabrikam.example");
    assert.equal(field((await client.get("/v1.0/users/New.Name@fabrikam.example")).json, "id"), id);
    assert.equal(
      await codeOf(`/v1.0/users/${encodeURIComponent(String(guest?.userPrincipalName))}`),
      "404 Request_ResourceNotFound",
    );
    directory.removePerson(id);
    assert.equal(await codeOf(`/v1.0/users/${id}`), "404 Request_ResourceNotFound");
    directory.restorePerson(id);
    assert.equal((await client.get(`/v1.0/users/${id}`)).status, 200);
  });

  it("lists added people, and leaves out hidden ones who still exist", async () => {
    const added = tenant.directory.addPerson({ properties: { department: "Sales" }, photo: {} });
    const [hidden = ""] = tenant.directory.ids();
    tenant.directory.hideFromListing(hidden);
    const ids = await listIds("/v1.0/users?$top=999");
    assert.ok(ids.includes(added) && !ids.includes(hidden));
    assert.equal((await client.get(`/v1.0/users/${hidden}`)).status, 200);
    assert.ok([...tenant.directory.truth()].every((person) => person.objectId !== hidden));
    tenant.directory.hideFromListing(hidden, false);
    tenant.directory.removePerson(added);
  });

  it("lists members of groups, of nested ones where asked, and 404s for unknown groups", async () => {
    const ids = [...tenant.directory.ids()];
    const inner = tenant.directory.createGroup(ids.slice(5, 15));
    const outer = tenant.directory.createGroup([...ids.slice(0, 10), inner]);
    assert.deepEqual(await listIds(`/v1.0/groups/${outer}/members?$top=4`), [...ids.slice(0, 10), inner]);
    assert.deepEqual(
      await listIds(`/v1.0/groups/${outer}/transitiveMembers/microsoft.graph.user?$top=4`),
      ids.slice(0, 15),
    );
    assert.equal(await codeOf(`/v1.0/groups/${ids[0]}/members`), "404 Request_ResourceNotFound");
  });

  it("says how close it is to throttling when the script says so", async () => {
    tenant.faults.sayThrottlePercentage(0.9);
    assert.equal((await client.get("/v1.0/users?$top=1")).headers["x-ms-throttle-limit-percentage"], "0.9");
  });
});
