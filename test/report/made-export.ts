import { createWriteStream } from "node:fs";
import { link, mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { writeChanges } from "../../src/manifest/changes-csv.ts";
import { manifestColumns } from "../../src/manifest/columns.ts";
import { writeManifest } from "../../src/manifest/manifest-csv.ts";
import type { ManifestFormat } from "../../src/manifest/manifest-format.ts";
import { formatManifestJson } from "../../src/manifest/manifest-json.ts";
import { outputLayout } from "../../src/manifest/output-layout.ts";
import type { Change } from "../../src/model/change.ts";
import type { ManifestRow } from "../../src/model/manifest-row.ts";
import { checksumFile } from "../../src/platform/file-digest.ts";
import { writeLastRun } from "../../src/publish/last-run.ts";
import { writeMarker } from "../../src/publish/marker.ts";
import { summary } from "../cli/sample-pass.ts";
import { bareRow, sampleRow } from "../manifest/sample-rows.ts";

const format: ManifestFormat = { delimiter: ",", encoding: "utf8", renditions: [], extraColumns: ["department"] };
const tenantId = "5f9a8f3e-7c1d-4b5a-9d0e-1f2a3b4c5d6e";
const history = "8b6e1c2a-5d0f-4f5e-9f6e-0c2b7a1d3e4f";
const departments = ["Engineering", "Finance", "Legal", "Operations", "Research", "Sales", "Support"];

export interface MadeExport {
  readonly people: number;
  /** Every so many people have a photo. */
  readonly photoEvery: number;
  /** A JPEG that stands for each of the first photos, and for how many; the files of the others are missing. */
  readonly photo?: { readonly path: string; readonly files: number };
}

/**
 * Makes an export directory as a pass over many people would leave it, without a pass and without a state: a thousandth of
 * the people is new.
 */
export async function makeExport(out: string, made: MadeExport): Promise<void> {
  const layout = outputLayout(out);
  await mkdir(out, { recursive: true });
  await writeMarker(out, { formatVersion: 1, product: "exophotos", tenantId, history, stateDir: null });
  await pipeline(Readable.from(writeManifest(rowsOf(made), format)), createWriteStream(layout.manifestCsv));
  await pipeline(Readable.from(writeChanges(changesOf(made))), createWriteStream(layout.changesCsv));
  const digest = await checksumFile(layout.manifestCsv, "sha256");
  const current = {
    sequence: 1234,
    rows: made.people,
    bytes: digest?.bytes ?? 0,
    sha256: digest?.checksum ?? "",
    columns: [...manifestColumns(format)],
    encoding: format.encoding,
    delimiter: format.delimiter,
    checksumAlgorithm: "sha256" as const,
    pass: summary.pass,
    time: summary.startedAt,
    rowsMode: "people" as const,
    renditions: [],
  };
  const json = { formatVersion: 1, product: "exophotos", tenantId, history, current, previous: null } as const;
  await writeFile(layout.manifestJson, formatManifestJson(json));
  await writeLastRun(out, summary);
  await linkPhotos(out, made);
}

function* rowsOf({ people, photoEvery }: MadeExport): Generator<ManifestRow> {
  for (let n = 1; n <= people; n += 1) {
    // In an order that has nothing to do with that of the ids.
    const userPrincipalName = `person${(n * 7919) % 1_000_003}@contoso.example`;
    const row = n % photoEvery === 0 ? sampleRow(n, `photo ${n}`) : bareRow(n);
    const department = departments[n % departments.length] ?? "";
    yield { ...row, properties: { ...row.properties, userPrincipalName }, extra: { department } };
  }
}

function* changesOf(made: MadeExport): Generator<Change> {
  let sequence = 0;
  for (const { objectId, properties, photo } of rowsOf(made)) {
    if (photo === undefined || sequence >= made.people / 1000) continue;
    sequence += 1;
    const { file, checksum, modified } = photo;
    const { userPrincipalName } = properties;
    const change = { changeType: "Add", reason: "photo", previousChecksum: "" } as const;
    yield { sequence, objectId, userPrincipalName, file, checksum, modified, ...change };
  }
}

async function linkPhotos(out: string, made: MadeExport): Promise<void> {
  if (made.photo === undefined) return;
  let files = 0;
  for (const { photo } of rowsOf(made)) {
    if (photo === undefined) continue;
    if (files === made.photo.files) return;
    files += 1;
    await mkdir(dirname(join(out, photo.file)), { recursive: true });
    await link(made.photo.path, join(out, photo.file));
  }
}
