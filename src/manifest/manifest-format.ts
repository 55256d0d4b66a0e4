import type { AddedColumns } from "./columns.ts";

/** Encodings of manifest.csv. `utf8` and `utf16le` are written without a byte order mark, `utf8-bom` with one. */
export const manifestEncodings = ["utf8", "utf8-bom", "utf16le"] as const;

export type ManifestEncoding = (typeof manifestEncodings)[number];

/** How manifest.csv is written. */
export interface ManifestFormat extends AddedColumns {
  /** One character. */
  readonly delimiter: string;
  readonly encoding: ManifestEncoding;
}
