import assert from "node:assert/strict";
import { test } from "node:test";
import { readBatch } from "../../src/graph/batch.ts";
import { challengedClaims } from "../../src/graph/challenge.ts";

test("answers of a batch are found by id, whatever their order, spelling and gaps", () => {
  const answers = readBatch(
    {
      responses: [
        { id: "2", status: 404, headers: { "RETRY-After": "3" }, body: null },
        { id: 0, status: 200, headers: { "content-type": "image/jpeg", ETag: '"A"' }, body: "/9j/" },
        { id: "7", status: 200, body: {} },
        { id: "x", status: 200, body: {} },
        { status: 200, body: {} },
        "nonsense",
      ],
    },
    4,
  );
  assert.deepEqual(
    [...(answers ?? [])],
    [
      [2, { status: 404, headers: { "retry-after": "3" }, body: undefined }],
      [0, { status: 200, headers: { "content-type": "image/jpeg", etag: '"A"' }, body: "/9j/" }],
    ],
  );
});

test("an answer whose id only reads like a number, or comes twice, is nobody's", () => {
  for (const id of ["", " 0", "00", "0.0", "0x0", "-0", "1e0", null, true, []]) {
    assert.deepEqual([...(readBatch({ responses: [{ id, status: 200, body: {} }] }, 4) ?? [])], [], JSON.stringify(id));
  }
  const twice = {
    responses: [...["1", "0", "1"].map((id) => ({ id, status: 200, body: "/9j/" })), { id: 2, status: 404 }],
  };
  assert.deepEqual([...(readBatch(twice, 4)?.keys() ?? [])], [0, 2]);
});

test("what is no batch answer is not read as one", () => {
  for (const body of [undefined, "<html>", {}, { responses: {} }, { value: [] }])
    assert.equal(readBatch(body, 1), undefined);
});

test("the claims of a challenge are decoded, an ordinary 401 has none", () => {
  const claims = '{"access_token":{"nbf":{"essential":true,"value":"1604106651"}}}';
  const encoded = Buffer.from(claims).toString("base64");
  const challenge = `Bearer realm="", authorization_uri="https://login.example/", error="insufficient_claims", claims="${encoded}"`;
  assert.equal(challengedClaims({ "www-authenticate": challenge }), claims);
  assert.equal(challengedClaims({ "www-authenticate": 'Bearer realm="", error="invalid_token"' }), undefined);
  assert.equal(challengedClaims({}), undefined);
});
