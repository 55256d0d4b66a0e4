import { existsSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { dirname } from "node:path";
import { ExophotosError, errnoOf } from "../errors.ts";
import type { ManifestRow } from "../model/manifest-row.ts";
import { type Clock, systemClock } from "../platform/clock.ts";
import { checksumHandle, closeAfterReading, readHandle } from "../platform/open-file.ts";
import { outputError } from "../platform/output-error.ts";
import { TempFile } from "../platform/temp-file.ts";
import { damaged } from "./damaged.ts";
import { readManifest } from "./manifest-csv.ts";
import {
  describedBy,
  formatOf,
  type ManifestDescription,
  type ManifestJson,
  readManifestJson,
} from "./manifest-json.ts";
import { type OutputLayout, outputLayout } from "./output-layout.ts";

/**
 * One published manifest, held open: later publishes do not change what it gives. Close it soon, because on Windows an
 * open manifest.csv makes the next publish wait.
 */
export interface PublishedManifest extends AsyncDisposable {
  readonly json: ManifestJson;
  /** The entry of `json` that describes the manifest.csv which was found. */
  readonly description: ManifestDescription;
  /** Its rows in order; may be asked for more than once. Throws `manifestDamaged` or `outputFailed`. */
  rows(): AsyncIterable<ManifestRow>;
  /** Its bytes as they are. Throws `outputFailed`. */
  bytes(): AsyncIterable<Uint8Array>;
  close(): Promise<void>;
}

const tries = 6;
const firstPauseMs = 20;

/**
 * Opens what is published in OUT as any reader may: manifest.csv counts when its SHA-256 is that of either entry of
 * manifest.json. Where both files are replaced between the two reads it looks again a few times.
 * Throws `outEmpty` when nothing was ever published, `manifestDamaged` when the two files do not belong together,
 * `outputFailed`.
 */
export async function openPublished(out: string, clock: Clock = systemClock): Promise<PublishedManifest> {
  const layout = outputLayout(out);
  const { manifestCsv, manifestJson } = layout;
  for (let attempt = 1; ; attempt += 1) {
    const handle = await openManifestCsv(layout);
    try {
      const { checksum } = await checksumHandle(handle, manifestCsv, "sha256");
      const json = await readManifestJson(manifestJson);
      const description = json === undefined ? undefined : describedBy(checksum, json);
      if (json !== undefined && description !== undefined) return published(handle, manifestCsv, json, description);
    } catch (error) {
      await closeAfterReading(handle);
      throw error;
    }
    await closeAfterReading(handle);
    if (attempt === tries) throw damaged(manifestCsv, "manifest.json does not describe it");
    await clock.sleep(firstPauseMs * 2 ** (attempt - 1));
  }
}

/**
 * The same from a copy beside a file, which goes when it is closed: for readers who take their time, because on Windows
 * an open manifest.csv keeps a pass from publishing. Throws `outputFailed`, which names the file, also where the copy
 * cannot be made.
 */
export async function openPublishedCopy(out: string, beside: string, clock?: Clock): Promise<PublishedManifest> {
  await using original = await openPublished(out, clock);
  const copy = await TempFile.create(beside, dirname(beside));
  try {
    for await (const chunk of original.bytes()) await copy.write(chunk);
    await copy.flush();
    const handle = await openToRead(copy.path);
    const { manifestCsv } = outputLayout(out);
    const close = async () => {
      await closeAfterReading(handle);
      await copy.discard();
    };
    const fromCopy = published(handle, manifestCsv, original.json, original.description);
    return { ...fromCopy, close, [Symbol.asyncDispose]: close };
  } catch (error) {
    await copy.discard();
    throw error;
  }
}

async function openToRead(path: string): Promise<FileHandle> {
  try {
    return await open(path, "r");
  } catch (error) {
    throw outputError(path, "read", error);
  }
}

async function openManifestCsv({ out, manifestCsv, changesCsv }: OutputLayout): Promise<FileHandle> {
  try {
    return await open(manifestCsv, "r");
  } catch (error) {
    if (errnoOf(error) !== "ENOENT") throw outputError(manifestCsv, "read", error);
    // changes.csv follows the first commit and then stays.
    if (existsSync(changesCsv)) throw damaged(manifestCsv, "it is missing", error);
    throw new ExophotosError("outEmpty", { out }, error);
  }
}

function published(
  handle: FileHandle,
  path: string,
  json: ManifestJson,
  description: ManifestDescription,
): PublishedManifest {
  const format = formatOf(description);
  if (format === undefined) throw damaged(path, "its columns are not those of a manifest");
  return {
    json,
    description,
    rows: () => readManifest(readHandle(handle, path), path, format),
    bytes: () => readHandle(handle, path),
    close: () => closeAfterReading(handle),
    [Symbol.asyncDispose]: () => closeAfterReading(handle),
  };
}
