import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ExophotosError, errnoOf } from "../errors.ts";
import { addedColumnsOf } from "../manifest/columns.ts";
import { openPublished } from "../manifest/reader.ts";
import type { AttributePicture, DirectoryJoin } from "../model/directory.ts";
import type { PicturePool } from "../renditions/picture-work.ts";
import type { Database } from "../store/database.ts";
import { type ChangeParts, type ChangeRequest, changeDirectory } from "./change-directory.ts";
import { chooseAttributes, refuseLargePhotos } from "./choose-attributes.ts";
import type { Directory } from "./directory.ts";
import { loadDirectory } from "./load-directory.ts";
import { loadExport } from "./load-export.ts";
import { matchPeople } from "./match-people.ts";
import { planByPages } from "./plan-changes.ts";
import { type AreAlike, createLooksWanted } from "./same-look.ts";
import type { Wish } from "./wish.ts";

export interface SyncRequest extends ChangeRequest {
  readonly out: string;
  /** Empty: thumbnailPhoto, from the rendition `thumbnail` or the photo. */
  readonly attributes: readonly AttributePicture[];
  /** In the order to look. */
  readonly joins: readonly DirectoryJoin[];
  /** Whether those who are published without a photo lose theirs in the directory. */
  readonly remove: boolean;
  /** Writes also what differs in its bytes only. */
  readonly rewriteSameLook: boolean;
}

export interface SyncParts extends Omit<ChangeParts, "plan" | "looksWanted" | "wantedValues"> {
  readonly pictures: PicturePool;
  readonly areAlike: AreAlike;
}

/** The export's side, read whole into the workspace. Throws `outEmpty`, `manifestDamaged`, `settingInvalid`. */
export async function readExport(database: Database, request: SyncRequest): Promise<readonly AttributePicture[]> {
  const { out, attributes: asked, joins } = request;
  await using published = await openPublished(out);
  const { rows, columns } = published.description;
  // An export of nobody is a mistake, and no reason to change anything.
  if (rows === 0) throw new ExophotosError("outEmpty", { out });
  const attributes = chooseAttributes(asked, addedColumnsOf(columns)?.renditions ?? []);
  await loadExport(database, published.rows(), attributes, joins);
  refuseLargePhotos(database, asked, attributes);
  return attributes;
}

/**
 * Brings a directory's pictures into step with an export whose rows are in the workspace already. Errors as
 * `changeDirectory`, and `settingInvalid` for a base without anybody.
 */
export async function syncDirectory(
  database: Database,
  directory: Directory,
  attributes: readonly AttributePicture[],
  request: SyncRequest,
  { pictures, areAlike, ...parts }: SyncParts,
): Promise<void> {
  const { out, joins, remove, rewriteSameLook } = request;
  const onRead = (done: number) => parts.onProgress({ stage: "read", done, total: undefined });
  await loadDirectory(database, directory, joins, onRead);
  matchPeople(database, attributes, { remove });
  const looksSame = createLooksWanted(pictures, async (wish) => soundBytes(await readListed(out, wish)), areAlike);
  await changeDirectory(database, directory, request, {
    ...parts,
    plan: planByPages(attributes.map(({ attribute }) => attribute)),
    looksWanted: rewriteSameLook ? async () => false : looksSame,
    wantedValues: async (wish) => {
      const bytes = await readListed(out, wish);
      return typeof bytes === "string" ? bytes : [bytes];
    },
  });
}

function soundBytes(bytes: Uint8Array | string): Uint8Array | undefined {
  return typeof bytes === "string" ? undefined : bytes;
}

/** The bytes of a listed picture, held against its checksum; or what is wrong with it, as a clause. */
async function readListed(out: string, { file, algorithm, wanted }: Wish): Promise<Uint8Array | string> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(join(out, file));
  } catch (error) {
    return `${file} cannot be read (${errnoOf(error)})`;
  }
  return createHash(algorithm).update(bytes).digest("hex") === wanted ? bytes : `${file} is damaged`;
}
