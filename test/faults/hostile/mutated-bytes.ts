import fc from "fast-check";

/** Bytes with up to eight places cut out, replaced or filled with something. */
export function mutations(sound: fc.Arbitrary<Buffer>): fc.Arbitrary<Buffer> {
  const edit = fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    cut: fc.nat({ max: 40 }),
    put: fc.oneof(
      fc.uint8Array({ maxLength: 8 }).map((bytes) => Buffer.from(bytes)),
      fc
        .constantFrom('"', '""', "\r\n", "\n", ",", "\\", "{", "}", "[", '"body":"', "\uFEFF", "\0")
        .map((text) => Buffer.from(text)),
    ),
  });
  return fc.tuple(sound, fc.array(edit, { minLength: 1, maxLength: 8 })).map(([bytes, edits]) =>
    edits.reduce((all, { at, cut, put }) => {
      const start = Math.floor(at * all.length);
      return Buffer.concat([all.subarray(0, start), put, all.subarray(start + cut)]);
    }, bytes),
  );
}
