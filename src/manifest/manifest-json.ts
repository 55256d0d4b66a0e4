import * as z from "zod";
import { checksumAlgorithms } from "../model/checksum.ts";
import { renditionFits, renditionNamePattern } from "../model/rendition.ts";
import { addedColumnsOf } from "./columns.ts";
import { type ManifestFormat, manifestEncodings } from "./manifest-format.ts";
import { readJson } from "./read-json.ts";

const wholeNumber = z.int().nonnegative();

const renditionSchema = z
  .object({
    name: z.string().regex(new RegExp(`^${renditionNamePattern}$`)),
    width: z.int().positive(),
    height: z.int().positive(),
    fit: z.enum(renditionFits),
    maxBytes: z.int().positive().optional(),
  })
  .transform(({ maxBytes, ...rest }) => ({ ...rest, maxBytes }));

const descriptionSchema = z.object({
  /** Number of the last change that this manifest contains; 0 before the first. */
  sequence: wholeNumber,
  rows: wholeNumber,
  bytes: wholeNumber,
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  columns: z.array(z.string()).readonly(),
  encoding: z.enum(manifestEncodings),
  delimiter: z.string().length(1),
  checksumAlgorithm: z.enum(checksumAlgorithms),
  /** The pass that wrote it, and its time (ISO 8601, UTC). */
  pass: z.int().positive(),
  time: z.iso.datetime(),
  rowsMode: z.enum(["photos", "people"]),
  /** How the renditions are made; none in a manifest of a version that made none. */
  renditions: z.array(renditionSchema).readonly().default([]),
});

/** The shape of manifest.json. */
export const manifestJsonSchema = z.object({
  formatVersion: z.literal(1),
  product: z.literal("exophotos"),
  tenantId: z.guid(),
  history: z.guid(),
  current: descriptionSchema,
  previous: descriptionSchema.nullable(),
});

/** What manifest.json says about one manifest.csv. */
export type ManifestDescription = Readonly<z.output<typeof descriptionSchema>>;

/** The content of manifest.json: the manifest being published and the one before, so that either is recognized. */
export type ManifestJson = Readonly<z.output<typeof manifestJsonSchema>>;

/** The text of manifest.json: pretty, in a fixed order of keys, with a line break at the end. */
export function formatManifestJson(json: ManifestJson): string {
  return `${JSON.stringify(manifestJsonSchema.parse(json), undefined, 2)}\n`;
}

/** Reads manifest.json; undefined when there is none. Throws `manifestDamaged` or `outputFailed`. */
export async function readManifestJson(path: string): Promise<ManifestJson | undefined> {
  return await readJson(path, manifestJsonSchema);
}

/** The entry of manifest.json that describes a manifest.csv with this SHA-256, the newer one first. */
export function describedBy(sha256: string, json: ManifestJson): ManifestDescription | undefined {
  return [json.current, json.previous].find((entry) => entry?.sha256 === sha256) ?? undefined;
}

/** How the described manifest.csv is to be read, or undefined when its columns are not ours. */
export function formatOf(description: ManifestDescription): ManifestFormat | undefined {
  const added = addedColumnsOf(description.columns);
  if (added === undefined) return undefined;
  return { delimiter: description.delimiter, encoding: description.encoding, ...added };
}
