import assert from "node:assert/strict";
import { test } from "node:test";
import { hasCode } from "../../src/errors.ts";
import { collect, idIn, people, personId, type Reply, startStandIn } from "./stand-in.ts";

const never = new AbortController().signal;
const metadata: Reply = { body: { width: 648, height: 648, "@odata.mediaEtag": '"A"' } };
const page: Reply = {
  headers: { "content-type": "text/html" },
  body: "<html><body>Sign in to the Wi-Fi</body></html>",
};
const odd = personId(7);

for (const [what, reply] of [
  ["500", { status: 500 }],
  ["400", { status: 400, body: { error: { code: "BadRequest", message: "" } } }],
  ["413", { status: 413 }],
  ["a web page", page],
  ["truncated JSON", { headers: { "content-type": "application/json" }, body: '{"responses":[{"id":"0","sta' }],
  ["JSON that is no batch", { body: { value: [] } }],
  ["a reset", "reset"],
] as const) {
  test(`a person who spoils every batch with ${what} is asked alone, and the others are answered`, async (t) => {
    const graph = await startStandIn(t, {
      item: () => metadata,
      whole: ({ batch, paths }) => (batch && paths.some((path) => idIn(path) === odd) ? reply : undefined),
    });
    const answers = await collect(graph.tenant().probePhotos(people(20), never));
    assert.equal(new Set(answers.map(({ objectId }) => objectId)).size, 20);
    assert.ok(answers.every(({ outcome }) => outcome.kind === "found"));
    const alone = graph.arrivals.filter(({ batch }) => !batch).map(({ paths }) => idIn(paths[0] ?? ""));
    assert.ok(alone.includes(odd) && alone.length <= 2, `${alone.length} people were asked alone`);
  });
}

test("a service that is down for everyone fails everyone, in a bounded number of calls", async (t) => {
  const graph = await startStandIn(t, { item: () => metadata, whole: () => ({ status: 503 }) });
  const answers = await collect(graph.tenant().probePhotos(people(20), never));
  assert.equal(answers.length, 20);
  for (const { outcome } of answers) assert.ok(outcome.kind === "failed" && outcome.reason === "serviceError");
  assert.ok(graph.arrivals.length < 200, `${graph.arrivals.length} calls`);
});

test("a batch that is forbidden as a whole is not tried again in pieces", async (t) => {
  const body = { error: { code: "ErrorAccessDenied", message: "Access is denied." } };
  const graph = await startStandIn(t, { item: () => metadata, whole: () => ({ status: 403, body }) });
  const answers = await collect(graph.tenant().probePhotos(people(20), never));
  for (const { outcome } of answers) assert.ok(outcome.kind === "failed" && outcome.reason === "forbidden");
  assert.equal(graph.arrivals.length, 1);
});

test("items that a batch's answer leaves out, or answers with another thing, are asked again", async (t) => {
  const seen = new Map<string, number>();
  const graph = await startStandIn(t, {
    item: (path) => {
      const times = (seen.get(path) ?? 0) + 1;
      seen.set(path, times);
      if (times === 2) return metadata;
      return idIn(path) === odd ? { body: "<html>" } : { status: Number.NaN };
    },
  });
  const answers = await collect(graph.tenant().probePhotos(people(20), never));
  assert.ok(answers.every(({ outcome }) => outcome.kind === "found"));
  assert.equal(graph.arrivals.length, 2);
});

test("an item that fails again and again is a failure of that person, with Graph's code", async (t) => {
  const body = { error: { code: "ErrorStoreInternalServerError", message: "..ProfileStorageUnexpectedException.." } };
  const graph = await startStandIn(t, {
    item: (path) => (idIn(path) === odd ? { status: 500, body } : metadata),
  });
  const answers = await collect(graph.tenant().probePhotos(people(20), never));
  const outcome = answers.find(({ objectId }) => objectId === odd)?.outcome;
  assert.deepEqual(outcome, {
    kind: "failed",
    reason: "serviceError",
    status: 500,
    graphCode: "ErrorStoreInternalServerError",
    message: "..ProfileStorageUnexpectedException..",
    tries: 6,
  });
  assert.equal(answers.filter((answer) => answer.outcome.kind === "found").length, 19);
});

test("a web page or JSON in a photo's place is asked for again, and is no photo in the end", async (t) => {
  const graph = await startStandIn(t, { item: () => page });
  const requests = async function* () {
    yield { objectId: odd, expectedBytes: 0 };
  };
  for (const valueMode of ["batch", "get"] as const) {
    const [answer] = await collect(graph.tenant({ valueMode, maxTries: 3 }).fetchPhotos(requests(), never));
    assert.ok(answer?.outcome.kind === "failed");
    assert.deepEqual([answer.outcome.reason, answer.outcome.tries], ["invalidAnswer", 3]);
  }
});

test("a call that gets no answer in time is repeated", async (t) => {
  const graph = await startStandIn(t, {
    item: () => metadata,
    whole: () => (graph.arrivals.length === 1 ? new Promise(() => {}) : undefined),
  });
  assert.equal((await graph.tenant({ callTimeoutMs: 200 }).probeAlone(odd, never)).kind, "found");
});

test("asked alone, no photo is none, a redirect is not followed, and nobody listening is unreachable", async (t) => {
  const graph = await startStandIn(t, {
    item: (path) => {
      if (idIn(path) === personId(1)) return { status: 404 };
      return { status: 302, headers: { location: `${graph.endpoint.href}elsewhere` } };
    },
  });
  const tenant = graph.tenant();
  assert.deepEqual(await tenant.probeAlone(personId(1), never), { kind: "none", reason: "emptyAnswer" });
  const redirected = await tenant.probeAlone(personId(2), never);
  assert.ok(redirected.kind === "failed" && redirected.reason === "unexpected" && redirected.status === 302);
  assert.equal(graph.arrivals.length, 2);
  const nobody = graph.tenant({ endpoint: new URL("https://localhost:1"), maxTries: 2 });
  const outcome = await nobody.probeAlone(odd, never);
  assert.ok(outcome.kind === "failed" && outcome.reason === "unreachable" && outcome.tries === 2);
});

test("an expired token is renewed once for all calls that it was refused to", async (t) => {
  const graph = await startStandIn(t, {
    item: () => metadata,
    whole: ({ headers }) => (headers.authorization === "Bearer token-0" ? { status: 401 } : undefined),
  });
  const tenant = graph.tenant({ concurrency: 4 });
  const answers = await collect(tenant.probePhotos(people(200), never));
  assert.ok(answers.length === 200 && answers.every(({ outcome }) => outcome.kind === "found"));
  assert.equal(tenant.counters().tokenRefreshes, 1);
});

test("an item whose token was refused is asked again with a new one", async (t) => {
  const graph = await startStandIn(t, {
    item: (_path, { headers }) => (headers.authorization === "Bearer token-0" ? { status: 401 } : metadata),
  });
  const answers = await collect(graph.tenant().probePhotos(people(20), never));
  assert.ok(answers.every(({ outcome }) => outcome.kind === "found"));
  assert.equal(graph.tokenRequests.filter(({ fresh }) => fresh).length, 1);
});

const claims = '{"access_token":{"nbf":{"essential":true,"value":"1"}}}';
const challenge = `Bearer realm="", error="insufficient_claims", claims="${Buffer.from(claims).toString("base64")}"`;

test("a claims challenge is passed on to the sign-in", async (t) => {
  const graph = await startStandIn(t, {
    item: () => metadata,
    whole: ({ headers }) =>
      headers.authorization === "Bearer token-0"
        ? { status: 401, headers: { "www-authenticate": challenge } }
        : undefined,
  });
  assert.equal((await graph.tenant().probeAlone(odd, never)).kind, "found");
  assert.deepEqual(
    graph.tokenRequests.filter(({ fresh }) => fresh),
    [{ fresh: true, claims }],
  );
});

test("a challenge is answered also when it comes for the token that replaced an expired one", async (t) => {
  const refusals: Readonly<Record<string, Record<string, string>>> = {
    "Bearer token-0": { "www-authenticate": 'Bearer realm=""' },
    "Bearer token-1": { "www-authenticate": challenge },
  };
  const graph = await startStandIn(t, {
    item: () => metadata,
    whole: ({ headers: { authorization = "" } }) => {
      const headers = refusals[authorization];
      return headers === undefined ? undefined : { status: 401, headers };
    },
  });
  assert.equal((await graph.tenant().probeAlone(odd, never)).kind, "found");
  assert.deepEqual(
    graph.tokenRequests.filter(({ fresh }) => fresh),
    [
      { fresh: true, claims: undefined },
      { fresh: true, claims },
    ],
  );
});

test("a new token that is refused as well ends the pass", async (t) => {
  const body = { error: { code: "InvalidAuthenticationToken", message: "Lifetime validation failed." } };
  const graph = await startStandIn(t, { item: () => metadata, whole: () => ({ status: 401, body }) });
  await assert.rejects(
    collect(graph.tenant().probePhotos(people(100), never)),
    (error) => hasCode(error, "signInFailed") && error.facts.reason === "tokenRefused",
  );
});
