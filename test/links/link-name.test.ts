import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { linkKey, linkStem } from "../../src/links/link-name.ts";

const names: readonly (readonly [value: string, stem: string | undefined])[] = [
  ["4711", "4711"],
  ["ada@contoso.com", "ada@contoso.com"],
  ["CONTOSO-ada", "CONTOSO-ada"],
  ["Zoë Ελένη 李", "Zoë Ελένη 李"],
  ["Zoe\u0308", "Zo\u00EB"],
  ["", undefined],
  ["  \t ", undefined],
  ["a/b\\c:d", "a%2Fb%5Cc%3Ad"],
  ['<a>"b"|c?d*', "%3Ca%3E%22b%22%7Cc%3Fd%2A"],
  ["50%", "50%25"],
  ["%2F", "%252F"],
  ["PROGRA~1", "PROGRA%7E1"],
  [".htaccess", "%2Ehtaccess"],
  ["..", "%2E%2E"],
  ["ada. ", "ada.%20"],
  ["ada..", "ada.%2E"],
  [" ada", "%20ada"],
  ["a\u0000b\r\n\u007F", "a%00b%0D%0A%7F"],
  ["ada\u202Egpj.exe", "ada%E2%80%AEgpj.exe"],
  ["\uFEFFada\u200B", "%EF%BB%BFada%E2%80%8B"],
  ["\uD83D", "%uD83D"],
  ["\u{1F600}", "\u{1F600}"],
  ["CON", "%43ON"],
  ["nul", "%6Eul"],
  ["Com1", "%43om1"],
  ["COM\u00B9", "%43OM\u00B9"],
  ["aux.backup", "%61ux.backup"],
  ["con .x", "%63on .x"],
  ["CONIN$", "%43ONIN$"],
  ["console", "console"],
  ["com10", "com10"],
  ["nul@contoso.com", "nul@contoso.com"],
];

for (const [value, stem] of names) {
  test(`${JSON.stringify(value)} names a file ${stem ?? "not at all"}`, () => assert.equal(linkStem(value), stem));
}

test("A value that is too long is cut and ends in a hash of all of it", () => {
  const long = linkStem("x".repeat(250)) ?? "";
  assert.match(long, /^x{150}%~[0-9a-f]{32}$/);
  assert.notEqual(linkStem(`${"x".repeat(250)}y`), long);
  assert.match(linkStem("/".repeat(100)) ?? "", /^%~[0-9a-f]{32}$/);
  assert.match(linkStem("\u{1F600}".repeat(60)) ?? "", /^\u{1F600}{37}%~/u);
});

/** Parts that cause trouble, among harmless ones and whatever Unicode has. */
const value = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        "a",
        "A",
        "ß",
        "ss",
        "é",
        "e\u0301",
        ".",
        " ",
        "/",
        "\\",
        "..",
        ":",
        "%",
        "%2F",
        "~1",
        "CON",
        "nul",
      ),
      fc.string({ unit: "binary", maxLength: 4 }),
      fc.constantFrom("\uD800", "\u202E", "\u0000", "\u{10FFFF}", "İ", "ı", "K", "ς"),
    ),
    { maxLength: 60 },
  )
  .map((parts) => parts.join(""));

/** What no name on Windows or Linux may be; written anew, without looking at the rules that make them. */
function assertSafe(stem: string): void {
  const name = `${stem}.jpg`;
  assert.ok(Buffer.byteLength(name) <= 255 && name.length <= 255, "it is not too long");
  assert.doesNotMatch(name, /[<>:"/\\|?*~\p{Cc}\u202A-\u202E\u2066-\u2069\u200E\u200F]|^[. ]/u);
  assert.doesNotMatch(stem, /[. ]$/);
  assert.ok(name.isWellFormed());
  const base = (name.split(".")[0] ?? "").trimEnd().toUpperCase();
  assert.doesNotMatch(base, /^(CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(COM|LPT)[0-9¹²³])$/);
}

test("Whatever the value is, its name is one safe component of a path", () => {
  fc.assert(
    fc.property(value, (given) => {
      const stem = linkStem(given);
      if (stem !== undefined) assertSafe(stem.replace("%~", ""));
    }),
    { numRuns: 3000 },
  );
});

/** Another value, often one that is nearly the same. */
const changes: readonly ((one: string, other: string) => string)[] = [
  (_, other) => other,
  (one) => one.toUpperCase(),
  (one) => one.toLowerCase(),
  (one) => one.normalize("NFD"),
  (one) => encodeURIComponent(one.toWellFormed()),
  (one) => linkStem(one) ?? "",
];

test("Different values have different names, or names that count as one", () => {
  fc.assert(
    fc.property(value, value, fc.constantFrom(...changes), (one, another, change) => {
      const other = change(one, another);
      const [a, b] = [linkStem(one), linkStem(other)];
      if (a === undefined || b === undefined) return;
      assert.equal(a === b, one.normalize("NFC") === other.normalize("NFC"));
      if (a.toLowerCase() === b.toLowerCase() || a.toUpperCase() === b.toUpperCase()) {
        assert.equal(linkKey(a), linkKey(b));
      }
    }),
    { numRuns: 5000 },
  );
});

test("Names that Windows, or a file system that folds case, takes for one have one key", () => {
  for (const [one, other] of [
    ["Ada@Contoso.com", "ada@contoso.com"],
    ["STRASSE", "straße"],
    ["STRAẞE", "straße"],
    ["STRAẞE", "strasse"],
    ["ΣΑΣ", "σας"],
    ["É", "é"],
  ] as const) {
    assert.equal(linkKey(linkStem(one) ?? ""), linkKey(linkStem(other) ?? ""));
  }
  assert.notEqual(linkKey("ada"), linkKey("ada1"));
});
