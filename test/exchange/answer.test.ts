import assert from "node:assert/strict";
import { test } from "node:test";
import { errorMessage, isWebPage, readPage } from "../../src/exchange/answer.ts";
import { isSameService } from "../../src/exchange/same-service.ts";
import type { HttpResponse } from "../../src/platform/http-types.ts";

const id = "8b6e1c2a-5d0f-4f5e-9f6e-0c2b7a1d3e4f";

function response(body: unknown, headers: Readonly<Record<string, string>> = {}): HttpResponse {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return { status: 200, headers, body: Buffer.from(text) };
}

test("A page gives the mailboxes that say something of their picture, whatever else it holds", () => {
  const value = [
    { ExternalDirectoryObjectId: id.toUpperCase(), HasPicture: true, "HasPicture@odata.type": "#Boolean", Extra: [1] },
    { ExternalDirectoryObjectId: id, HasPicture: "False" },
    { ExternalDirectoryObjectId: id, HasPicture: "True" },
    { ExternalDirectoryObjectId: id, HasPicture: null },
    { ExternalDirectoryObjectId: id, HasPicture: "perhaps" },
    { ExternalDirectoryObjectId: id },
    { ExternalDirectoryObjectId: "", HasPicture: true },
    { ExternalDirectoryObjectId: null, HasPicture: true },
    { HasPicture: true },
  ];
  const page = readPage(
    response({ "@odata.context": "x", "@adminapi.warnings": ["w"], value, "@odata.nextLink": null }),
  );
  assert.deepEqual(
    page?.words.map(({ objectId, hasPicture }) => [objectId, hasPicture]),
    [
      [id, true],
      [id, false],
      [id, true],
    ],
  );
  assert.deepEqual([page?.mailboxes, page?.nextLink], [9, undefined]);
  assert.equal(
    readPage(response({ value: [], "@odata.nextLink": "https://a.example/" }))?.nextLink,
    "https://a.example/",
  );
  for (const body of ["", "<html>", { value: {} }, { error: {} }, [], "null"]) {
    assert.equal(readPage(response(body)), undefined);
  }
});

test("The innermost message of an error is the one that is told", () => {
  const inner = { internalException: { message: "inner" } };
  const cases: readonly [unknown, string][] = [
    [
      { error: { message: "", details: [{ message: "first\r\n line" }, { message: "second" }], innererror: inner } },
      "first line; second",
    ],
    [{ error: { message: "outer", details: [], innererror: inner } }, "inner"],
    [{ error: { message: "outer", innererror: { message: "no exception" } } }, "outer"],
    ["Service  unavailable", "Service unavailable"],
    ["", ""],
  ];
  for (const [body, expected] of cases) assert.equal(errorMessage(response(body)), expected);
  assert.equal(errorMessage(response("x".repeat(1000))).length, 300);
});

test("A web page is known by its type or its first character", () => {
  assert.equal(isWebPage(response("", { "content-type": "text/html; charset=utf-8" })), true);
  assert.equal(isWebPage(response(" <!DOCTYPE html>")), true);
  assert.equal(isWebPage(response({ error: {} }, { "content-type": "application/json" })), false);
});

test("A token may go to the host that was configured and to hosts below it, nowhere else", () => {
  const endpoint = new URL("https://outlook.office365.com");
  const cases: readonly [string, boolean][] = [
    ["https://outlook.office365.com/adminapi", true],
    ["https://OUTLOOK.office365.com:443/", true],
    ["https://am0pr04.outlook.office365.com/adminapi", true],
    ["http://outlook.office365.com/", false],
    ["https://outlook.office365.com:8443/", false],
    ["https://user:word@outlook.office365.com/", false],
    ["https://office365.com/", false],
    ["https://other.office365.com/", false],
    ["https://eviloutlook.office365.com/", false],
    ["https://outlook.office365.com.attacker.example/", false],
    ["https://attacker.example/outlook.office365.com", false],
  ];
  for (const [target, expected] of cases) assert.equal(isSameService(new URL(target), endpoint), expected, target);
});
