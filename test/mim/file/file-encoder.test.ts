import assert from "node:assert/strict";
import { test } from "node:test";
import { fileEncoder } from "../../../src/mim/file-encoder.ts";
import { codePages } from "../../../src/model/file-encoding.ts";

/** Bytes as Microsoft's tables of the code pages have them. */
const known = [
  ["windows-1250", "Łódź", [0xa3, 0xf3, 0x64, 0x9f]],
  ["windows-1251", "Мир", [0xcc, 0xe8, 0xf0]],
  ["windows-1252", "€é–", [0x80, 0xe9, 0x96]],
  ["windows-1253", "Ωά", [0xd9, 0xdc]],
  ["windows-1254", "İş", [0xdd, 0xfe]],
  ["windows-1255", "שלום", [0xf9, 0xec, 0xe5, 0xed]],
  ["windows-1256", "سلام", [0xd3, 0xe1, 0xc7, 0xe3]],
  ["windows-1257", "Ķū", [0xcd, 0xfb]],
  ["windows-1258", "đơ", [0xf0, 0xf5]],
] as const;

for (const [encoding, text, bytes] of known) {
  test(`${encoding} has ${text} as Windows writes it`, () => {
    const encoder = fileEncoder(encoding);
    assert.equal(encoder.lacking(text), undefined);
    assert.deepEqual([...encoder.encode(text)], bytes);
  });
}

test("Every code page says which character it does not have, and never writes another one for it", () => {
  for (const encoding of ["ascii", ...codePages] as const) {
    const encoder = fileEncoder(encoding);
    assert.equal(encoder.lacking("plain 漢 text 字"), "漢");
    assert.equal(encoder.lacking("😀"), "😀");
    assert.throws(() => encoder.encode("漢"));
    for (let code = 0; code < 0x600; code += 1) {
      const character = String.fromCharCode(code);
      if (encoder.lacking(character) !== undefined) continue;
      assert.equal(new TextDecoder(encoding).decode(encoder.encode(character)), character, `${encoding} ${code}`);
    }
  }
});

test("UTF-8 and UTF-16 have every character but half of one", () => {
  for (const encoding of ["utf8", "utf8-bom", "utf16le"] as const) {
    const encoder = fileEncoder(encoding);
    assert.equal(encoder.lacking("漢😀"), undefined);
    assert.equal(encoder.lacking("a\ud83d"), "\ud83d");
  }
});
