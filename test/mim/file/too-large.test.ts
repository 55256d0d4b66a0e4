import assert from "node:assert/strict";
import { test } from "node:test";
import { writeFileFor } from "../../../src/mim/file.ts";
import { fileEncoder } from "../../../src/mim/file-encoder.ts";
import { fullEntries } from "../../../src/mim/file-entries.ts";
import { readLdifOptions } from "../../../src/mim/ldif-options.ts";
import { collect, sampleRow } from "../../manifest/sample-rows.ts";

const added = { renditions: ["portal"], extraColumns: [] };

/** What is said of one person whose pictures all have so many bytes. */
async function refusalOf(column: string, bytes: number): Promise<readonly string[]> {
  const map = [{ attribute: "thumbnailPhoto", column }];
  const wishes = { preset: "ad", dn: "CN={objectId}", objectClass: "person", map } as const;
  const ldif = readLdifOptions(wishes, added, "photo");
  const entries = async function* () {
    const pictures = new Map(["photo", "portal"].map((name) => [name, Buffer.alloc(bytes)]));
    for await (const entry of fullEntries(one())) yield { ...entry, pictures };
  };
  const problems: string[] = [];
  const refuse = (_: unknown, problem: string) => problems.push(problem);
  const encoder = fileEncoder("utf8");
  await collect(writeFileFor(entries(), { format: { format: "ldif", ldif }, isDelta: false, encoder, added, refuse }));
  return problems;
}

async function* one() {
  yield sampleRow(1, "JPEG");
}

test("Of a picture that is too large for the directory it is said how to get a smaller one", async () => {
  assert.deepEqual(await refusalOf("photo", 102_400), []);
  assert.deepEqual(await refusalOf("photo", 102_401), [
    "the photo has 102401 bytes, and thumbnailPhoto takes 102400 at most: export a rendition with max-bytes=102400 and map that",
  ]);
  assert.deepEqual(await refusalOf("portal", 102_401), [
    "the rendition portal has 102401 bytes, and thumbnailPhoto takes 102400 at most: export it with max-bytes=102400",
  ]);
});
