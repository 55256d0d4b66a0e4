import assert from "node:assert/strict";
import { test } from "node:test";
import { parseBatchJson, RawText } from "../../src/graph/batch-json.ts";
import { readPhoto } from "../../src/graph/photos.ts";

const long = Buffer.alloc(3000, "photo");
const base64 = long.toString("base64");

/** What was parsed, with the raw texts as ordinary ones. */
function parsed(json: string): unknown {
  const asText = (value: unknown): unknown => {
    if (value instanceof RawText) return value.bytes.toString("utf8");
    if (Array.isArray(value)) return value.map(asText);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, asText(inner)]));
  };
  return asText(parseBatchJson(Buffer.from(json)));
}

test("a batch is read as JSON.parse reads it, wherever photos stand in it and whatever else it holds", () => {
  const bodies = [
    { responses: [{ id: "1", status: 200, body: base64 }] },
    { responses: [{ body: base64, id: "1" }, { body: null }, { body: "" }, { body: "AAAA" }, { body: base64 }] },
    { responses: [{ body: `${base64}\r\n${base64}` }, { body: "ü".repeat(2000) }, { body: `\\"body":"${base64}` }] },
    {
      responses: [{ body: { body: base64, message: `{"body":"${base64}"}` } }, { 'a"body': base64 }, { bodyx: base64 }],
    },
    { body: base64 },
    [],
    "body",
  ];
  for (const body of bodies) assert.deepEqual(parsed(JSON.stringify(body)), body);
  for (const body of bodies) assert.deepEqual(parsed(JSON.stringify(body, undefined, 2)), body);
});

test("what is cut off or no JSON is refused as JSON.parse refuses it", () => {
  const json = JSON.stringify({ responses: [{ id: "1", body: base64 }] });
  for (const text of [json.slice(0, -2), json.slice(0, 500), "", "<html>", `${json}x`]) {
    assert.throws(() => parseBatchJson(Buffer.from(text)), SyntaxError, text.slice(0, 20));
  }
});

test("a photo of a batch is decoded from the bytes that came over the wire", () => {
  const { body } = parseBatchJson(Buffer.from(JSON.stringify({ body: base64 }))) as { readonly body: unknown };
  assert.ok(body instanceof RawText);
  const photo = readPhoto({ status: 200, headers: { "content-type": "image/jpeg" }, body });
  assert.ok(photo?.kind === "photo");
  assert.deepEqual(photo.bytes, long);
});
