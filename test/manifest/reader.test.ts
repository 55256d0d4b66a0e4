import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { hasCode } from "../../src/errors.ts";
import { manifestColumns } from "../../src/manifest/columns.ts";
import { readManifest, writeManifest } from "../../src/manifest/manifest-csv.ts";
import { type ManifestEncoding, manifestEncodings } from "../../src/manifest/manifest-format.ts";
import { formatManifestJson } from "../../src/manifest/manifest-json.ts";
import { openPublished } from "../../src/manifest/reader.ts";
import type { ManifestRow } from "../../src/model/manifest-row.ts";
import type { Clock } from "../../src/platform/clock.ts";
import { collect, collectBytes, sampleRow } from "./sample-rows.ts";

describe("opening what is published", () => {
  let out = "";
  beforeEach(async () => {
    out = await mkdtemp(join(tmpdir(), "exophotos-reader-"));
  });
  afterEach(() => rm(out, { recursive: true }));

  const none = { renditions: [], extraColumns: [] };
  const rows = [sampleRow(1, "one"), sampleRow(2, "two")];
  const bytesOf = (content: ManifestRow[], encoding: ManifestEncoding = "utf8") =>
    collectBytes(writeManifest(content, { ...none, delimiter: ";", encoding }));
  const putJson = async (bytes: Uint8Array, encoding: ManifestEncoding = "utf8", columns = manifestColumns(none)) =>
    writeFile(
      join(out, "manifest.json"),
      formatManifestJson({
        formatVersion: 1,
        product: "exophotos",
        tenantId: "11111111-2222-4333-8444-555555555555",
        history: "99999999-2222-4333-8444-555555555555",
        current: {
          sequence: 2,
          rows: 2,
          bytes: bytes.length,
          sha256: createHash("sha256").update(bytes).digest("hex"),
          columns,
          renditions: [],
          encoding,
          delimiter: ";",
          checksumAlgorithm: "sha256",
          pass: 1,
          time: "2026-01-02T03:04:05.000Z",
          rowsMode: "photos",
        },
        previous: null,
      }),
    );
  /** Calls `between` instead of letting time pass. */
  const clockThat = (between: (pause: number) => Promise<void>): Clock => {
    let pauses = 0;
    return { now: () => 0, monotonic: () => 0, sleep: () => between(++pauses) };
  };

  it("gives the rows, more than once, in the encoding and with the delimiter that manifest.json names", async () => {
    for (const encoding of manifestEncodings) {
      const bytes = await bytesOf(rows, encoding);
      await writeFile(join(out, "manifest.csv"), bytes);
      await putJson(bytes, encoding);
      await using manifest = await openPublished(out);
      assert.equal(manifest.description.sequence, 2);
      for await (const row of manifest.rows()) {
        assert.deepEqual(row, rows[0]);
        break;
      }
      assert.deepEqual(await collect(manifest.rows()), rows);
    }
  });

  it("keeps to the manifest it opened when another one is published", async () => {
    const bytes = await bytesOf(rows);
    await writeFile(join(out, "manifest.csv"), bytes);
    await putJson(bytes);
    await using manifest = await openPublished(out);
    await writeFile(join(out, "next.csv"), await bytesOf([]));
    await rename(join(out, "next.csv"), join(out, "manifest.csv"));
    assert.deepEqual(await collect(manifest.rows()), rows);
  });

  it("looks again when it came between the replacing of the two files", async () => {
    const bytes = await bytesOf(rows);
    await writeFile(join(out, "manifest.csv"), bytes);
    const clock = clockThat(async (pause) => {
      if (pause === 3) await putJson(bytes);
    });
    await using manifest = await openPublished(out, clock);
    assert.equal((await collect(manifest.rows())).length, 2);
  });

  it("says that the manifest is damaged when the two files never belong together", async () => {
    const clock = clockThat(async () => undefined);
    await writeFile(join(out, "manifest.csv"), await bytesOf(rows));
    await assert.rejects(openPublished(out, clock), (error) => hasCode(error, "manifestDamaged"));
    await putJson(Buffer.from("something else"));
    await assert.rejects(openPublished(out, clock), (error) => hasCode(error, "manifestDamaged"));
    await putJson(await bytesOf(rows), "utf8", ["objectId"]);
    await assert.rejects(openPublished(out, clock), (error) => hasCode(error, "manifestDamaged"));
  });

  it("says that nothing is published when there is no manifest", async () => {
    await assert.rejects(openPublished(out), (error) => hasCode(error, "outEmpty") && error.facts.out === out);
  });

  it("names a manifest that cannot be read", async () => {
    const path = join(out, "none.csv");
    for (const encoding of manifestEncodings) {
      const reading = readManifest(createReadStream(path), path, { ...none, delimiter: ",", encoding });
      await assert.rejects(collect(reading), (error) => {
        return hasCode(error, "outputFailed") && error.facts.path === path && error.facts.errno === "ENOENT";
      });
    }
  });
});
