import assert from "node:assert/strict";
import { test } from "node:test";
import { sampleId, sampleProperties, sampleRow } from "../manifest/sample-rows.ts";
import { openTestState, putPerson } from "./open-test-state.ts";

const person = (n: number) => ({ objectId: sampleId(n), properties: sampleProperties(n), extra: {} });

test("Whoever was asked longest ago is claimed first, and nobody twice", async (t) => {
  const { people } = await openTestState(t);
  for (const [n, askedAtMs] of [300, 0, 100, 200].entries()) {
    people.putListed(person(n), 1);
    if (askedAtMs > 0) people.recordAnswer(sampleId(n), 1, askedAtMs, "none");
    people.setTodo(sampleId(n), n === 2 ? "probe" : "fetch");
  }
  const claim = (limit: number) => people.claim("fetch", limit).map(({ objectId }) => objectId);
  assert.deepEqual(claim(2), [sampleId(1), sampleId(3)]);
  assert.deepEqual(claim(2), [sampleId(0)]);
  assert.deepEqual(claim(2), []);
  assert.equal(people.hasTodo(), true);
  people.clearTodo();
  assert.equal(people.hasTodo(), false);
});

test("A claim tells how large the photo was that is known", async (t) => {
  const state = await openTestState(t);
  putPerson(state, sampleRow(1, "a photo"), 1);
  state.people.putListed(person(2), 1);
  for (const n of [1, 2]) state.people.setTodo(sampleId(n), "fetch");
  assert.deepEqual(
    state.people.claim("fetch", 9).map(({ bytes }) => bytes),
    [7, 0],
  );
});

test("People missing from ended listings are counted up, and from the start when they are back", async (t) => {
  const { people } = await openTestState(t);
  for (const n of [1, 2]) people.putListed(person(n), 1);
  for (const pass of [2, 3]) {
    people.putListed(person(1), pass);
    assert.equal(people.markAbsent(pass), 1);
  }
  assert.equal(people.get(sampleId(2))?.record.missedListings, 2);
  assert.deepEqual(
    people.claim("find", 9).map(({ objectId }) => objectId),
    [sampleId(2)],
  );
  people.putListed(person(2), 4);
  assert.equal(people.get(sampleId(2))?.record.missedListings, 0);
});

test("A listed person keeps what is known, takes new properties, and is found by userPrincipalName in any case", async (t) => {
  const state = await openTestState(t);
  const { people } = state;
  putPerson(state, sampleRow(1, "a photo"), 1);
  people.recordAnswer(sampleId(1), 1, 17, "failed", { reason: "forbidden", status: 403 });
  const renamed = { ...person(1), properties: sampleProperties(1, { userPrincipalName: "New.Name@contoso.example" }) };
  people.putListed({ ...renamed, extra: { department: "«Finance», Köln" } }, 2);
  const [found, ...others] = people.withUserPrincipalName("new.name@CONTOSO.example");
  assert.deepEqual(others, []);
  assert.deepEqual(found?.record.person, { ...renamed, extra: { department: "«Finance», Köln" } });
  assert.equal(found?.photo?.file, sampleRow(1, "a photo").photo?.file);
  const { askedPass, askedAtMs, answer, answerDetail, listedPass } = found.record;
  assert.deepEqual(
    { askedPass, askedAtMs, answer, answerDetail, listedPass },
    {
      askedPass: 1,
      askedAtMs: 17,
      answer: "failed",
      answerDetail: { reason: "forbidden", status: 403 },
      listedPass: 2,
    },
  );
  assert.deepEqual(people.withUserPrincipalName(sampleProperties(1).userPrincipalName), []);
});

test("The answers of a pass are counted, failures listed by id, and those not asked are known", async (t) => {
  const { people } = await openTestState(t);
  for (const n of [3, 1, 2, 4]) people.putListed(person(n), 5);
  for (const n of [3, 1]) people.recordAnswer(sampleId(n), 5, 1, "failed", { reason: "timeout" });
  people.recordAnswer(sampleId(2), 5, 1, "photo");
  people.recordAnswer(sampleId(4), 4, 1, "photo");
  assert.deepEqual(people.countAnswers(5), { failed: 2, photo: 1 });
  assert.equal(people.countNotAsked(5), 1);
  assert.deepEqual(
    people.failures(5, 9).map((record) => record.person.objectId),
    [sampleId(1), sampleId(3)],
  );
  assert.equal(people.failures(5, 1).length, 1);
});

test("Where etags differ, people who were or will be fetched unprobed are probed first", async (t) => {
  const state = await openTestState(t);
  const { people, photos } = state;
  for (const n of [1, 2, 3, 4]) putPerson(state, sampleRow(n, `photo ${n}`), n === 4 ? 1 : 2);
  for (const n of [1, 2, 4]) photos.put({ ...requirePhoto(n), metadataEtag: n === 2 ? "known" : undefined });
  people.setTodo(sampleId(3), "fetch");
  people.probeBeforeFetching(2);
  const probed = people.claim("probe", 9).map(({ objectId }) => objectId);
  assert.deepEqual(probed.sort(), [sampleId(1), sampleId(3)]);

  function requirePhoto(n: number) {
    const photo = photos.get(sampleId(n));
    assert.ok(photo);
    return photo;
  }
});
