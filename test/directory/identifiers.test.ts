import assert from "node:assert/strict";
import { test } from "node:test";
import { guidText, sidText } from "../../src/directory/identifiers.ts";
import { parseDirectoryUrl } from "../../src/model/directory.ts";

test("a directory's URL is ldaps, with a host and a base; an attribute may follow", () => {
  assert.deepEqual(parseDirectoryUrl("ldaps://dc1.contoso.com/OU=Staff%20A,DC=contoso,DC=com?thumbnailPhoto"), {
    address: { host: "dc1.contoso.com", port: 636, baseDn: "OU=Staff A,DC=contoso,DC=com" },
    attribute: "thumbnailPhoto",
  });
  assert.deepEqual(parseDirectoryUrl("ldaps://[::1]:3269/DC=contoso")?.address, {
    host: "::1",
    port: 3269,
    baseDn: "DC=contoso",
  });
  const refused = ["ldap://dc1/DC=a", "ldaps://dc1", "ldaps://dc1/", "ldaps:///DC=a", "ldaps://u:p@dc1/DC=a", "DC=a"];
  for (const text of [...refused, "ldaps://dc1/DC=a#b", "ldaps://dc1/Staff", "ldaps://dc1/DC=%ff"]) {
    assert.equal(parseDirectoryUrl(text), undefined, text);
  }
});

test("binary identifiers read as Windows writes them", () => {
  const guid = Buffer.from("33221100554477668899aabbccddeeff", "hex");
  assert.equal(guidText(guid), "00112233-4455-6677-8899-aabbccddeeff");
  const sid = Buffer.from("010500000000000515000000010000000200000003000000e8030000", "hex");
  assert.equal(sidText(sid), "S-1-5-21-1-2-3-1000");
  assert.equal(sidText(sid.subarray(0, 12)), undefined);
});
