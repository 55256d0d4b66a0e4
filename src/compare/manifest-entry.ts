import { listedPicture, photoItself } from "../manifest/picture-columns.ts";
import { type ManifestRow, perceptualHashColumn } from "../model/manifest-row.ts";
import type { SideEntry } from "./side.ts";

/** The hash of a listed photo that is known elsewhere than in its row. */
export type KnownHash = (row: ManifestRow) => string | undefined;

/** The entry of a manifest's row; undefined where it has no such picture. */
export function entryOf(row: ManifestRow, picture: string, hashOf: KnownHash = () => undefined): SideEntry | undefined {
  const listed = listedPicture(row.photo, picture);
  if (row.photo === undefined || listed === undefined) return undefined;
  const isHashed = picture === photoItself && isSquare(listed);
  return {
    keys: { objectId: row.objectId, ...row.properties },
    locator: listed.file,
    checksum: { algorithm: row.photo.checksumAlgorithm, hex: listed.checksum },
    perceptualHash: isHashed ? (hashIn(row) ?? hashOf(row)) : undefined,
  };
}

function hashIn({ extra }: ManifestRow): string | undefined {
  const hash = extra[perceptualHashColumn] ?? "";
  return /^[0-9a-f]{16}$/.test(hash) ? hash : undefined;
}

/** A manifest's hash is of the whole picture, which is the square in its middle only where it is a square itself. */
function isSquare({ width, height }: { readonly width: number; readonly height: number }): boolean {
  return Math.abs(width - height) <= 0.02 * width;
}
