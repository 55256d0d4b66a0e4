import assert from "node:assert/strict";
import { Readable } from "node:stream";
import fc from "fast-check";
import { hasCode } from "../../../src/errors.ts";
import { readManifest, writeManifest } from "../../../src/manifest/manifest-csv.ts";
import { manifestEncodings } from "../../../src/manifest/manifest-format.ts";
import { bareRow, collect, collectBytes, sampleRow } from "../../manifest/sample-rows.ts";
import { hostileText } from "./hostile-text.ts";
import { mutations } from "./mutated-bytes.ts";

/** Has manifests damaged in any way: they are read as what they say, or refused as damaged; nothing else comes of them. */
export async function fuzzManifests(runs: number): Promise<void> {
  for (const encoding of manifestEncodings) {
    for (const delimiter of [",", ";", "\t"]) {
      const format = { delimiter, encoding, renditions: [], extraColumns: ["department"] };
      const texts = fc.sample(hostileText, { numRuns: 20, seed: 1 });
      const rows = texts.map((text, n) => ({
        ...(n % 3 === 0 ? bareRow(n) : sampleRow(n, `${n} ${text}`, { mail: text })),
        extra: { department: text },
      }));
      const sound = await collectBytes(writeManifest(rows, format));
      assert.deepEqual(await collect(readManifest(Readable.from([sound]), "manifest.csv", format)), rows);
      await fc.assert(
        fc.asyncProperty(mutations(fc.constant(sound)), async (bytes) => {
          try {
            const read = await collect(readManifest(Readable.from([bytes]), "manifest.csv", format));
            const ids = read.map(({ objectId }) => objectId);
            assert.deepEqual(ids, [...new Set(ids)].toSorted());
            for (const { objectId, photo } of read) assert.ok(photo === undefined || photo.file.includes(objectId));
          } catch (error) {
            if (!hasCode(error, "manifestDamaged")) throw error;
          }
        }),
        { numRuns: Math.ceil(runs / 9) },
      );
    }
  }
}
