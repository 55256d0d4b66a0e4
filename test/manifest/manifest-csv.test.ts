import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { describe, it } from "node:test";
import fc from "fast-check";
import { hasCode } from "../../src/errors.ts";
import { readManifest, writeManifest } from "../../src/manifest/manifest-csv.ts";
import { type ManifestFormat, manifestEncodings } from "../../src/manifest/manifest-format.ts";
import { renditionFile } from "../../src/manifest/photo-names.ts";
import type { ListedRendition, ManifestRow } from "../../src/model/manifest-row.ts";
import type { ObjectId } from "../../src/model/object-id.ts";
import { bareRow, collect, collectBytes, sampleId, sampleRow } from "./sample-rows.ts";

const plain: ManifestFormat = { delimiter: ",", encoding: "utf8", renditions: [], extraColumns: [] };
const header =
  "objectId,userPrincipalName,mail,onPremisesSamAccountName,onPremisesImmutableId,employeeId,file,contentType,bytes," +
  "width,height,checksumAlgorithm,checksum,etag,modified,onPremisesSecurityIdentifier,onPremisesDomainName";

const read = (bytes: Uint8Array, format: ManifestFormat) =>
  collect(readManifest(Readable.from([bytes]), "OUT/manifest.csv", format));

async function assertDamaged(bytes: Uint8Array, problem: RegExp, format = plain): Promise<void> {
  await assert.rejects(read(bytes, format), (error) => {
    assert.ok(hasCode(error, "manifestDamaged"), String(error));
    assert.match(error.facts.problem, problem);
    return true;
  });
}

describe("writing manifest.csv", () => {
  it("gives the header alone when there is no row", async () => {
    assert.equal((await collectBytes(writeManifest([], plain))).toString(), `${header}\r\n`);
  });

  it("gives one CRLF record a row in the order of the columns, extra ones last", async () => {
    const row = { ...sampleRow(1, "jpeg"), extra: { department: "Sales", unused: "x" } };
    const text = await collectBytes(writeManifest([row], { ...plain, extraColumns: ["department", "phash"] }));
    const { photo } = row;
    assert.equal(
      text.toString(),
      `${header},department,phash\r\n` +
        `00000001-aaaa-4bbb-8ccc-000000000001,person1@contoso.example,person1@contoso.example,person1,,1,` +
        `photos/00/00000001-aaaa-4bbb-8ccc-000000000001-${photo?.checksum.slice(0, 12)}.jpg,image/jpeg,4,648,648,` +
        `sha256,${photo?.checksum},BA09D118,2026-01-02T03:04:05.000Z,,contoso.example,Sales,\r\n`,
    );
  });

  it("leaves all photo columns empty for somebody without a photo", async () => {
    const text = await collectBytes(writeManifest([bareRow(1)], plain));
    assert.match(text.toString(), /,person1,,1,,,,,,,,,,,contoso\.example\r\n$/);
  });

  it("quotes only what RFC 4180 wants quoted, a lone CR and LF too, and leaves formulas as they are", async () => {
    const row = sampleRow(1, "jpeg", {
      userPrincipalName: 'a"b',
      mail: "a,b",
      onPremisesSamAccountName: "a\nb",
      onPremisesImmutableId: "a\rb",
      employeeId: "=1+1",
      onPremisesDomainName: "a;b",
    });
    const text = (await collectBytes(writeManifest([row], plain))).toString();
    assert.ok(text.includes(`,"a""b","a,b","a\nb","a\rb",=1+1,photos/`), text);
    assert.ok(text.endsWith(",a;b\r\n"), text);
  });

  it("encodes as asked: a byte order mark for utf8-bom only, two bytes a character for utf16le", async () => {
    const row = sampleRow(1, "jpeg", { mail: "zoë😀" });
    const [utf8, bom, utf16] = await Promise.all(
      manifestEncodings.map((encoding) => collectBytes(writeManifest([row], { ...plain, encoding }))),
    );
    assert.ok(utf8 !== undefined && bom !== undefined && utf16 !== undefined);
    assert.deepEqual(bom, Buffer.concat([Buffer.of(0xef, 0xbb, 0xbf), utf8]));
    assert.equal(utf16.toString("utf16le"), utf8.toString("utf8"));
  });
});

/** A rendition of each name, with a checksum of its own. */
function renditionsOf(objectId: ObjectId, names: readonly string[]): Record<string, ListedRendition> {
  return Object.fromEntries(
    names.map((name, index) => {
      const checksum = `a${index}`.repeat(32);
      return [
        name,
        { file: renditionFile(name, objectId, checksum), bytes: 9 + index, width: 96, height: 72, checksum },
      ];
    }),
  );
}

describe("reading manifest.csv", () => {
  const text = fc.string({ unit: "grapheme", maxLength: 12 });
  const nasty = fc.array(
    fc.constantFrom('"', "\r", "\n", "\r\n", ",", ";", "\t", " ", "é", "漢", "😀", "a", "=", "'"),
    {
      maxLength: 8,
    },
  );
  const field = fc.oneof(
    text,
    nasty.map((parts) => parts.join("")),
  );
  const renditions = fc.subarray(["badge", "thumbnail"]);
  const row = (n: number): fc.Arbitrary<ManifestRow> =>
    fc
      .record({
        upn: field,
        mail: field,
        sam: field,
        id: field,
        extra: field,
        etag: field,
        photo: fc.boolean(),
        renditions,
      })
      .map(({ upn, mail, sam, id, extra, etag, photo, renditions }) => {
        const changed = { userPrincipalName: upn, mail, onPremisesSamAccountName: sam, onPremisesImmutableId: id };
        const made = sampleRow(n, upn, changed);
        const listed =
          made.photo === undefined || !photo
            ? undefined
            : { ...made.photo, etag, bytes: 1 + upn.length, renditions: renditionsOf(made.objectId, renditions) };
        return { ...made, photo: listed, extra: { department: extra } };
      });
  const rows = fc
    .integer({ min: 0, max: 6 })
    .chain((size) => fc.tuple(...Array.from({ length: size }, (_, n) => row(n))));

  it("gives back the rows that were written, in every encoding and with every delimiter", async () => {
    const delimiter = fc.constantFrom(",", ";", "\t", "|");
    await fc.assert(
      fc.asyncProperty(rows, fc.constantFrom(...manifestEncodings), delimiter, async (written, encoding, mark) => {
        const format = { delimiter: mark, encoding, renditions: ["badge", "thumbnail"], extraColumns: ["department"] };
        assert.deepEqual(await read(await collectBytes(writeManifest(written, format)), format), written);
      }),
      { numRuns: 300 },
    );
  });

  it("is not disturbed by where the chunks of the file begin", async () => {
    const written = [sampleRow(1, "a", { mail: "zoë\r\n😀" }), sampleRow(2, "b")];
    for (const encoding of manifestEncodings) {
      const format = { ...plain, encoding };
      const bytes = await collectBytes(writeManifest(written, format));
      const single = Readable.from(Array.from(bytes, (byte) => Buffer.of(byte)));
      assert.deepEqual(await collect(readManifest(single, "manifest.csv", format)), written);
    }
  });

  it("refuses a file without our header, or with records of another length", async () => {
    await assertDamaged(Buffer.from(""), /no header/);
    await assertDamaged(Buffer.from("objectId,file\r\n"), /header is «objectId,file»/);
    await assertDamaged(Buffer.from(`${header}\r\na,b\r\n`), /line 2/);
    await assertDamaged(Buffer.from(`${header}\r\n"a\r\n`), /Quote Not Closed/);
  });

  it("names the record and the column of a value that cannot be", async () => {
    const good = (await collectBytes(writeManifest([sampleRow(1, "jpeg")], plain))).toString();
    const wrong = (from: string | RegExp, to: string) => Buffer.from(good.replace(from, to));
    await assertDamaged(wrong("\r\n00000001-aaaa", "\r\nnot-a-guid"), /record 2: objectId/);
    await assertDamaged(wrong("image/jpeg", "image/webp"), /record 2: contentType/);
    await assertDamaged(wrong(",4,648", ",-4,648"), /record 2: bytes/);
    await assertDamaged(wrong("sha256", "crc32"), /record 2: checksumAlgorithm/);
    await assertDamaged(wrong(/,sha256,[0-9a-f]{2}/, ",sha256,XY"), /record 2: checksum/);
    await assertDamaged(wrong("photos/00/", "../../etc/"), /record 2: file/);
    await assertDamaged(wrong("photos/00/00000001", "photos/00/00000002"), /record 2: file is named after another/);
    await assertDamaged(wrong("2026-01-02T", "yesterday"), /record 2: modified/);
    await assertDamaged(wrong("image/jpeg", ""), /record 2: contentType/);
  });

  it("refuses rows that are not in the order of their object ids", async () => {
    const twice = await collectBytes(writeManifest([sampleRow(1, "a"), sampleRow(1, "a")], plain));
    await assertDamaged(twice, /record 3: objectId is not in ascending order/);
    assert.equal(sampleId(1) < sampleId(2), true);
  });
});
