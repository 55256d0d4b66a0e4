import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { permute, unpermute } from "../../../src/simulator/directory/mix.ts";
import { People } from "../../../src/simulator/directory/people.ts";

describe("a simulated directory of a million people", () => {
  const people = new People(1_000_000, 7);
  const sample = Array.from({ length: 2000 }, (_, number) => number * 499);

  it("finds each by object id and by userPrincipalName", () => {
    for (const index of sample) {
      const user = people.at(index);
      assert.equal(people.find(user?.id ?? "")?.index, index);
      assert.equal(people.find(String(user?.property("userPrincipalName")).toUpperCase())?.index, index);
    }
  });

  it("has no id and no name twice", () => {
    const users = sample.map((index) => people.at(index));
    assert.equal(new Set(users.map((user) => user?.id)).size, sample.length);
    assert.equal(new Set(users.map((user) => user?.property("userPrincipalName"))).size, sample.length);
  });

  it("is the same for the same seed, and another for another", () => {
    const [same, other] = [new People(10, 7), new People(10, 8)];
    assert.equal(same.at(3)?.id, people.at(3)?.id);
    assert.equal(same.at(3)?.property("displayName"), people.at(3)?.property("displayName"));
    assert.notEqual(other.at(3)?.id, people.at(3)?.id);
  });

  it("has guests, cloud-only users, people without mail, and names with commas, quotes and letters beyond ASCII", () => {
    const users = sample.map((index) => people.at(index));
    const names = users.map((user) => String(user?.property("displayName")));
    assert.ok(users.some((user) => user?.property("userType") === "Guest"));
    assert.ok(
      users.some((user) => user?.property("userType") === "Member" && user.property("onPremisesSyncEnabled") === null),
    );
    assert.ok(users.some((user) => user?.property("mail") === null));
    for (const mark of [",", '"', "'", "ü", "ł"])
      assert.ok(
        names.some((name) => name.toLowerCase().includes(mark)),
        mark,
      );
    for (const user of users) {
      const immutableId = user?.property("onPremisesImmutableId");
      if (typeof immutableId === "string") assert.equal(Buffer.from(immutableId, "base64").length, 16);
    }
  });

  it("permutes indices without losing one", () => {
    for (const index of sample) assert.equal(unpermute(5, permute(5, index)), index);
  });
});
