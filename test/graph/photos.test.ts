import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeBase64, readMetadata, readPhoto } from "../../src/graph/photos.ts";
import { largestUpTo } from "../../src/graph/size-below.ts";

const jpeg = Uint8Array.from([0xff, 0xd8, 0xff, 0xe0, 0xfb, 0xef, 0xbe, 0xff]);
const answer = (body: unknown, headers: Record<string, string> = { "content-type": "image/jpeg" }) => ({
  status: 200,
  headers,
  body,
});

test("base64 is read in both alphabets, with and without padding and line breaks", () => {
  for (let length = 1; length <= jpeg.length; length += 1) {
    const bytes = Buffer.from(jpeg.subarray(0, length));
    const padded = bytes.toString("base64");
    const forms = [
      padded,
      padded.replace(/=+$/, ""),
      bytes.toString("base64url"),
      `${padded.slice(0, 4)}\r\n${padded.slice(4)}`,
    ];
    for (const form of forms) assert.deepEqual(decodeBase64(form), bytes, form);
  }
});

test("what is no base64 is not read as a photo", () => {
  for (const text of ["<html>no photo</html>", "{}", "a", "abcde"]) assert.equal(decodeBase64(text), undefined, text);
});

test("a photo comes with its type and its normalized etag, from a batch and alone", () => {
  const headers = { "content-type": "image/Jpeg", etag: 'W/"1E8FD63F"' };
  for (const body of [Buffer.from(jpeg), Buffer.from(jpeg).toString("base64")]) {
    assert.deepEqual(readPhoto(answer(body, headers)), {
      kind: "photo",
      bytes: Buffer.from(jpeg),
      contentType: "image/Jpeg",
      etag: "1E8FD63F",
    });
  }
});

test("JSON, a web page or nothing where a photo is due is no photo", () => {
  assert.equal(readPhoto(answer({ error: {} }, { "content-type": "application/json" })), undefined);
  assert.equal(readPhoto(answer({ error: {} })), undefined);
  assert.equal(readPhoto(answer(Buffer.from("<html>"), { "content-type": "text/html; charset=utf-8" })), undefined);
  assert.equal(readPhoto(answer(Buffer.from("<html>"))), undefined);
  assert.equal(readPhoto(answer(Buffer.from('{"error":{}}').toString("base64"))), undefined);
  assert.equal(readPhoto(answer(Buffer.alloc(0))), undefined);
  assert.equal(readPhoto(answer(undefined)), undefined);
});

test("a GIF of one pixel stands for no photo", () => {
  const gif = Buffer.from("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7", "base64");
  assert.deepEqual(readPhoto(answer(gif, { "content-type": "image/gif" })), { kind: "none", reason: "placeholder" });
});

test("metadata gives size and etag without its quotes", () => {
  const body = { id: "648X648", width: 648, height: 648, "@odata.mediaEtag": '"BA09D118"' };
  assert.deepEqual(readMetadata(answer(body)), { kind: "found", etag: "BA09D118", width: 648, height: 648 });
});

test("metadata without an etag is a photo of which no etag is known", () => {
  assert.deepEqual(readMetadata(answer({ width: 96, height: 96 })), {
    kind: "found",
    etag: undefined,
    width: 96,
    height: 96,
  });
});

test("metadata of 1x1 pixels stands for no photo, anything unreadable for nothing at all", () => {
  const body = { id: "1x1", width: 1, height: 1, "@odata.mediaContentType": "image/gif", "@odata.mediaEtag": "" };
  assert.deepEqual(readMetadata(answer(body)), { kind: "none", reason: "placeholder" });
  for (const other of [undefined, "<html>", {}, { width: "x" }]) assert.equal(readMetadata(answer(other)), undefined);
});

test("the largest listed size that is not above the wanted one is taken, in either spelling", () => {
  assert.equal(largestUpTo(["48X48", "240X240", "504X504", "648X648"], "432x432"), "240X240");
  assert.equal(largestUpTo(["240x240", "48x48"], "240x240"), "240x240");
  assert.equal(largestUpTo(["648x648"], "48x48"), undefined);
});
