import assert from "node:assert/strict";
import { test } from "node:test";
import { sampleId, sampleProperties } from "../manifest/sample-rows.ts";
import { openTestState } from "./open-test-state.ts";

test("What mailboxes say is of one pass, and of none any more when a later listing did not have them", async (t) => {
  const { mailboxes } = await openTestState(t);
  for (const n of [1, 2, 3]) mailboxes.put(sampleId(n), n === 1, 4);
  mailboxes.put(sampleId(2), true, 5);
  assert.deepEqual(mailboxes.get(sampleId(2)), { hasPicture: true, listedPass: 5 });
  assert.deepEqual(mailboxes.count(4), { mailboxes: 2, withPicture: 1 });
  mailboxes.forgetOthers(5);
  assert.equal(mailboxes.get(sampleId(1)), undefined);
  assert.deepEqual(mailboxes.count(5), { mailboxes: 1, withPicture: 1 });
});

test("A mailbox is contradicted by a photo that a pass found, not by one of an earlier pass", async (t) => {
  const { mailboxes, people } = await openTestState(t);
  const answers = ["photo", "unchanged", "none", "failed"] as const;
  for (const [n, answer] of answers.entries()) {
    people.putListed({ objectId: sampleId(n), properties: sampleProperties(n), extra: {} }, 3);
    people.recordAnswer(sampleId(n), 3, 1, answer);
    mailboxes.put(sampleId(n), false, 3);
  }
  assert.equal(mailboxes.countContradicted(3), 2);
  mailboxes.put(sampleId(0), true, 3);
  assert.equal(mailboxes.countContradicted(3), 1);
  mailboxes.put(sampleId(1), false, 4);
  assert.equal(mailboxes.countContradicted(4), 0);
});

test("People of the last place wait until they may be claimed, however long ago they were asked", async (t) => {
  const { people } = await openTestState(t);
  for (const [n, place] of (["last", "usual", "first", "last"] as const).entries()) {
    const person = { objectId: sampleId(n), properties: sampleProperties(n), extra: {} };
    people.putListed(person, 1);
    people.recordAnswer(sampleId(n), 1, Date.now() + n, "none");
    people.putListed(person, 2, { todo: "fetch", fetchAnyway: true, place });
  }
  const claim = (upTo: "usual" | "last") => people.claim("fetch", 9, upTo).map(({ objectId }) => objectId);
  assert.deepEqual(claim("usual"), [sampleId(2), sampleId(1)]);
  assert.deepEqual(claim("usual"), []);
  assert.deepEqual(claim("last"), [sampleId(0), sampleId(3)]);
});
