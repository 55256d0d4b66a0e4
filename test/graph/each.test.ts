import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import type { ObjectId } from "../../src/model/object-id.ts";
import { collect, idIn, people, personId, type Reply, startStandIn } from "./stand-in.ts";

const never = new AbortController().signal;
const metadata: Reply = { body: { width: 648, height: 648, "@odata.mediaEtag": '"A"' } };
const photo = (byte: number, size = 100): Reply => ({
  headers: { "content-type": "image/jpeg", ETag: '"B"' },
  body: Buffer.alloc(size, byte),
});
const kindsById = (answers: readonly { objectId: ObjectId; outcome: { kind: string } }[]) =>
  new Map(answers.map(({ objectId, outcome }) => [objectId, outcome.kind]));

test("everyone is answered once, in full batches but the last", async (t) => {
  const graph = await startStandIn(t, { item: () => metadata });
  const tenant = graph.tenant();
  const answers = await collect(tenant.probePhotos(people(45), never));
  assert.equal(answers.length, 45);
  assert.equal(kindsById(answers).size, 45);
  assert.deepEqual(answers[0]?.outcome, { kind: "found", etag: "A", width: 648, height: 648 });
  assert.deepEqual(graph.arrivals.map(({ paths }) => paths.length).sort(), [20, 20, 5]);
  assert.equal(tenant.counters().metadataBatches, 3);
  assert.equal(tenant.counters().items, 45);
  const headers = graph.arrivals[0]?.headers;
  assert.equal(headers?.["user-agent"], "NONISV|Test|exophotos/0");
  assert.equal(headers?.["x-ms-throttle-priority"], "low");
  assert.equal(new Set(graph.arrivals.map((arrival) => arrival.headers["client-request-id"])).size, 3);
});

test("nobody to ask about is no call", async (t) => {
  const graph = await startStandIn(t, { item: () => metadata });
  assert.deepEqual(await collect(graph.tenant().probePhotos(people(0), never)), []);
  assert.equal(graph.arrivals.length, 0);
});

test("photos come as they are, by batch and by a call for each", async (t) => {
  const graph = await startStandIn(t, { item: (path) => photo(Number.parseInt(idIn(path).slice(-2), 16)) });
  for (const valueMode of ["batch", "get"] as const) {
    const tenant = graph.tenant({ valueMode });
    const requests = async function* () {
      for await (const objectId of people(30)) yield { objectId, expectedBytes: 0 };
    };
    const answers = await collect(tenant.fetchPhotos(requests(), never));
    assert.equal(answers.length, 30);
    for (const { objectId, outcome } of answers) {
      assert.ok(outcome.kind === "photo");
      assert.deepEqual(Buffer.from(outcome.bytes), Buffer.alloc(100, Number.parseInt(objectId.slice(-2), 16)));
      assert.equal(outcome.etag, "B");
    }
    const { valueBatches, plainGets } = tenant.counters();
    assert.deepEqual([valueBatches, plainGets], valueMode === "batch" ? [2, 0] : [0, 30]);
  }
});

test("photos known to be large share no batch, or one with fewer others", async (t) => {
  const graph = await startStandIn(t, { item: () => photo(1) });
  const tenant = graph.tenant();
  const requests = async function* () {
    for (let n = 0; n < 20; n += 1) yield { objectId: personId(n), expectedBytes: n < 2 ? 2_000_000 : 500_000 };
  };
  assert.equal((await collect(tenant.fetchPhotos(requests(), never))).length, 20);
  const sizes = graph.arrivals.filter(({ batch }) => batch).map(({ paths }) => paths.length);
  assert.deepEqual(sizes.toSorted(), [2, 8, 8]);
  assert.equal(tenant.counters().plainGets, 2);
});

test("a size that does not exist falls back to the largest below, and only a person without any has none", async (t) => {
  const notFound: Reply = { status: 404, body: { error: { code: "ImageNotFound", message: "" } } };
  const graph = await startStandIn(t, {
    item: (path) => {
      const isFirst = idIn(path) === personId(0);
      if (path.endsWith("/photos/648x648/$value")) return notFound;
      if (path.endsWith("/photos"))
        return isFirst ? { body: { value: [{ id: "48X48" }, { id: "240X240" }] } } : notFound;
      return path.endsWith("/photos/240X240/$value") ? photo(7) : { status: 500 };
    },
  });
  const requests = async function* () {
    for (let n = 0; n < 2; n += 1) yield { objectId: personId(n), expectedBytes: 0 };
  };
  const answers = await collect(graph.tenant({ size: "648x648" }).fetchPhotos(requests(), never));
  assert.deepEqual(Object.fromEntries(kindsById(answers)), { [personId(0)]: "photo", [personId(1)]: "none" });
});

test("no more calls are in flight than the ceiling allows, and as many as it allows", async (t) => {
  const graph = await startStandIn(t, {
    item: () => metadata,
    whole: () => delay(20, undefined),
  });
  const tenant = graph.tenant({ concurrency: 6 });
  await collect(tenant.probePhotos(people(600), never));
  assert.equal(graph.mostAtOnce(), 6);
  assert.equal(tenant.counters().highestConcurrency, 6);
});

test("the source is read no faster than answers are taken", async (t) => {
  const graph = await startStandIn(t, { item: () => metadata });
  let given = 0;
  const source = async function* () {
    for (let n = 0; n < 100_000; n += 1) {
      given += 1;
      yield personId(n);
    }
  };
  const answers = graph.tenant({ concurrency: 1 }).probePhotos(source(), never)[Symbol.asyncIterator]();
  await answers.next();
  let before = -1;
  while (before !== given) {
    before = given;
    await delay(50);
  }
  assert.ok(given < 500, `${given} people were taken for one answer`);
  await answers.return?.();
});

test("a reader that leaves early ends the calls and the source", async (t) => {
  const graph = await startStandIn(t, {
    item: () => metadata,
    whole: (arrival) => (graph.arrivals.indexOf(arrival) === 0 ? undefined : new Promise(() => {})),
  });
  let closed = false;
  const source = async function* () {
    try {
      yield* people(1_000);
    } finally {
      closed = true;
    }
  };
  for await (const { outcome } of graph.tenant().probePhotos(source(), never)) {
    assert.equal(outcome.kind, "found");
    break;
  }
  assert.ok(closed);
});

test("an aborted pass stops with the signal's reason although calls hang and the source stands still", async (t) => {
  const graph = await startStandIn(t, { item: () => metadata, whole: () => new Promise(() => {}) });
  const source = async function* () {
    yield* people(40);
    await new Promise(() => {});
  };
  const stop = new AbortController();
  const reason = new Error("stopped");
  const collected = collect(graph.tenant().probePhotos(source(), stop.signal));
  while (graph.arrivals.length < 2) await new Promise((resolve) => setImmediate(resolve));
  stop.abort(reason);
  await assert.rejects(collected, reason);
});

test("what the source throws, the reader gets", async (t) => {
  const graph = await startStandIn(t, { item: () => metadata });
  const reason = new Error("database gone");
  const source = async function* () {
    yield personId(1);
    throw reason;
  };
  await assert.rejects(collect(graph.tenant().probePhotos(source(), never)), reason);
});

test("a source that waits for answers of people who are waiting themselves is not waited for", async (t) => {
  let answered = 0;
  const seen = new Set<string>();
  const graph = await startStandIn(t, {
    item: (path) => {
      if (seen.has(path)) return metadata;
      seen.add(path);
      return { status: 503 };
    },
  });
  const source = async function* () {
    for (let n = 0; n < 100; n += 1) {
      while (n - answered >= 20) await delay(1);
      yield personId(n);
    }
  };
  for await (const { outcome } of graph.tenant({ random: () => 0.01 }).probePhotos(source(), never)) {
    assert.equal(outcome.kind, "found");
    answered += 1;
  }
  assert.equal(answered, 100);
});
