import assert from "node:assert/strict";
import { test } from "node:test";
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { photoFile, renditionFile } from "../../src/manifest/photo-names.ts";
import type { ManifestRow } from "../../src/model/manifest-row.ts";
import { personPropertyNames } from "../../src/model/person.ts";
import { rowFromJson, rowToJson } from "../../src/store/row-json.ts";
import { sampleId } from "../manifest/sample-rows.ts";

// Few different values, so that rows are often equal or differ in one place only.
const text = fc.oneof(fc.constantFrom("", "a", "b", 'quoted "and", more', "Ünï\r\ncode 📷"), fc.string());
const checksum = fc.constantFrom("aa".repeat(32), "bb".repeat(32));
const number = fc.integer({ min: 1, max: 3 });
const photo = fc.record({
  contentType: fc.constantFrom("image/jpeg" as const, "image/png" as const),
  bytes: number,
  width: number,
  height: number,
  checksumAlgorithm: fc.constantFrom("sha256" as const, "md5" as const),
  checksum,
  etag: text,
  modified: fc.constantFrom("2026-01-02T03:04:05.000Z", "2026-01-03T03:04:05.000Z"),
});
const renditions = fc.dictionary(
  fc.constantFrom("thumbnail", "badge"),
  fc.record({ bytes: number, width: number, height: number, checksum }),
  { noNullPrototype: true },
);
const properties = fc
  .tuple(...personPropertyNames.map(() => text))
  .map((values) => Object.fromEntries(personPropertyNames.map((name, index) => [name, values[index]])));
const row = fc
  .record({
    n: number,
    properties,
    photo: fc.option(photo, { nil: undefined }),
    renditions,
    extra: fc.dictionary(fc.constantFrom("department", "city"), text, { noNullPrototype: true }),
  })
  .map((made): ManifestRow => {
    const objectId = sampleId(made.n);
    const listed = made.photo && {
      ...made.photo,
      file: photoFile(objectId, made.photo.checksum, made.photo.contentType),
      renditions: Object.fromEntries(
        Object.entries(made.renditions).map(([name, one]) => [
          name,
          { ...one, file: renditionFile(name, objectId, one.checksum) },
        ]),
      ),
    };
    return {
      objectId,
      properties: made.properties as unknown as ManifestRow["properties"],
      photo: listed,
      extra: made.extra,
    };
  });

test("A row comes back from its text as it was, with the etag that is kept beside it", () => {
  fc.assert(
    fc.property(row, (made) => {
      assert.deepEqual(rowFromJson(rowToJson(made), made.photo?.etag ?? ""), made);
    }),
  );
});

test("Two rows have the same text exactly when they differ in nothing but the etag", () => {
  const withoutEtag = (made: ManifestRow) => (made.photo ? { ...made, photo: { ...made.photo, etag: "" } } : made);
  fc.assert(
    fc.property(row, row, fc.boolean(), (one, other, alike) => {
      const second = alike && one.photo ? { ...one, photo: { ...one.photo, etag: "other" } } : other;
      const equal = isDeepStrictEqual(withoutEtag(one), withoutEtag(second));
      assert.equal(rowToJson(one) === rowToJson(second), equal);
    }),
  );
});

test("The order in which extra columns were set does not matter", () => {
  const base = { objectId: sampleId(1), properties: fc.sample(properties, 1)[0], photo: undefined };
  const one = { ...base, extra: { city: "x", department: "y" } } as unknown as ManifestRow;
  const other = { ...base, extra: { department: "y", city: "x" } } as unknown as ManifestRow;
  assert.equal(rowToJson(one), rowToJson(other));
});
