import assert from "node:assert/strict";
import { test } from "node:test";
import { type SettingKey, settingTable } from "../../src/settings/table.ts";

function check(key: SettingKey, given: unknown) {
  return settingTable[key].schema.safeParse(given);
}

const accepted: readonly [SettingKey, unknown, unknown][] = [
  ["tenant", "8B6E1C2A-5D0F-4F5E-9F6E-0C2B7A1D3E4F", "8b6e1c2a-5d0f-4f5e-9f6e-0c2b7a1d3e4f"],
  ["tenant", "5F9A8F3E-7C1D-4B5A-9D0E-1F2A3B4C5D6E", "5f9a8f3e-7c1d-4b5a-9d0e-1f2a3b4c5d6e"],
  ["concurrency", "auto", "auto"],
  ["concurrency", "64", 64],
  ["maxDelete", "0", { kind: "count", count: 0 }],
  ["maxDelete", "250", { kind: "count", count: 250 }],
  ["maxDelete", "12%", { kind: "percent", percent: 12 }],
  ["keepFiles", "0", 0],
  ["authorityHost", "login.microsoftonline.us", "https://login.microsoftonline.us"],
  ["authorityHost", "https://localhost:8443/", "https://localhost:8443"],
  ["graphEndpoint", "https://graph.microsoft.com/", "https://graph.microsoft.com"],
  ["exchangeEndpoint", "outlook.office365.com", "https://outlook.office365.com"],
  ["discover", "exchange-only", "exchange-only"],
  ["delimiter", "tab", "\t"],
  ["delimiter", ";", ";"],
  ["only", ["a@contoso.com", "A@contoso.com", "a@contoso.com"], ["a@contoso.com", "A@contoso.com"]],
  ["columns", ["department", "city"], ["department", "city"]],
  ["since", "17", { kind: "sequence", sequence: 17 }],
  ["since", "2026-01-31T06:00:00+01:00", { kind: "time", time: "2026-01-31T05:00:00.000Z" }],
  ["since", "2028-02-29", { kind: "time", time: "2028-02-29T00:00:00.000Z" }],
  ["since", "@mim", { kind: "consumer", consumer: "mim" }],
  [
    "rendition",
    ["thumbnail=96x96,max-bytes=10240", "badge=240x320,fit=contain"],
    [
      { name: "thumbnail", width: 96, height: 96, fit: "cover", maxBytes: 10_240 },
      { name: "badge", width: 240, height: 320, fit: "contain", maxBytes: undefined },
    ],
  ],
  ["certificateThumbprint", `\u200e${"aB ".repeat(20)}`, "AB".repeat(20)],
  ["full", "true", true],
  ["full", "0", false],
];

for (const [key, given, value] of accepted) {
  test(`${key} takes ${JSON.stringify(given)}`, () => {
    assert.deepEqual(check(key, given), { success: true, data: value });
  });
}

const refused: readonly [SettingKey, unknown, RegExp][] = [
  ["tenant", "contoso", /the tenant's GUID/],
  ["tenant", "common", /the tenant's GUID/],
  ["tenant", "https://contoso.com", /the tenant's GUID/],
  ["clientId", "exophotos", /must be a GUID/],
  ["certificateThumbprint", "0".repeat(41), /40 hex digits/],
  ["certificateThumbprint", `${"0".repeat(39)}g`, /40 hex digits/],
  ["certificateStore", "My", /CurrentUser, LocalMachine/],
  ["managedIdentity", "photos", /system, or the client id/],
  ["concurrency", "0", /auto or a whole number from 1 to 64/],
  ["concurrency", "65", /from 1 to 64/],
  ["concurrency", "4.5", /from 1 to 64/],
  ["maxDelete", "101%", /percentage from 0% to 100%/],
  ["maxDelete", "-1", /number of rows/],
  ["deadline", "0", /above 0/],
  ["maxWait", "10", /a duration such as/],
  ["authorityHost", "http://login.contoso.com", /https URL/],
  ["authorityHost", "https://user:word@login.contoso.com", /without user name/],
  ["graphEndpoint", "https://graph.microsoft.com/?a=b", /query/],
  ["exchangeEndpoint", "http://outlook.office365.com", /https/],
  ["discover", "mailboxes", /graph, exchange, exchange-only/],
  ["proxy", "socks5://proxy", /http or https URL/],
  ["cloud", "germany", /one of global, usgov, dod, china/],
  ["size", "100x100", /one of largest, 648x648/],
  ["checksum", "crc32", /md5, sha1/],
  ["delimiter", '"', /one character/],
  ["delimiter", "ab", /one character/],
  ["rendition", ["thumbnail"], /NAME=WIDTHxHEIGHT/],
  ["rendition", ["thumbnail=96"], /NAME=WIDTHxHEIGHT/],
  ["rendition", ["thumbnail=0x96"], /1 to 4096 pixels/],
  ["rendition", ["thumbnail=96x4097"], /1 to 4096 pixels/],
  ["rendition", ["Thumbnail=96x96"], /small letters/],
  ["rendition", ["thumbnail=96x96,max-bytes=0"], /at least 1 byte/],
  ["rendition", ["thumbnail=96x96,fit=stretch"], /fit=cover or ,fit=contain/],
  ["rendition", ["thumbnail=96x96,fit=cover,fit=contain"], /fit=cover/],
  ["rendition", ["photo=96x96"], /not photo/],
  ["rendition", ["mail=96x96"], /column such as mail/],
  ["rendition", ["a=96x96", "a=48x48"], /each name once/],
  ["columns", ["department;city"], /Graph user properties/],
  ["columns", ["mail"], /does not have anyway/],
  ["only", ["somebody"], /object ids or userPrincipalNames/],
  ["since", "2026-02-31", /sequence number, an ISO 8601 time/],
  ["since", "2026-02-29T06:00:00Z", /sequence number, an ISO 8601 time/],
  ["since", "yesterday", /sequence number, an ISO 8601 time/],
  ["since", "@", /consumer's name/],
  ["people", "0", /from 1 to 1000000/],
  ["port", "65536", /from 0 to 65535/],
];

for (const [key, given, problem] of refused) {
  test(`${key} refuses ${JSON.stringify(given)} and says what is allowed`, () => {
    const result = check(key, given);
    assert.equal(result.success, false);
    assert.match(result.error?.issues[0]?.message ?? "", problem);
  });
}
