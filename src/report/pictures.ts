import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pMapIterable } from "p-map";
import { hasCode } from "../errors.ts";
import { photoFile } from "../manifest/photo-names.ts";
import { type PictureType, pictureExtensions } from "../model/picture.ts";
import type { RenditionSpec } from "../model/rendition.ts";
import { jsonInHtml } from "../platform/html-text.ts";
import { outputError } from "../platform/output-error.ts";
import type { PicturePool } from "../renditions/picture-work.ts";
import type { ListedPerson, ReportPeople } from "./people.ts";
import type { ReportPerson } from "./person.ts";

const small: RenditionSpec = { name: "small", width: 96, height: 96, fit: "contain", maxBytes: undefined };
/** People in hand: while the disk reads some, the threads work on others. */
const peopleAtOnce = 16;

/** The small pictures of a page as far as there is room, whoever changed first; counted while they are taken. */
export class PicturesInPage {
  readonly #of: ReportPeople;
  readonly #maxBytes: number;
  /** People who have some. */
  people = 0;
  /** Somebody's had no room. */
  left = false;

  constructor(of: ReportPeople, maxBytes: number) {
    this.#of = of;
    this.#maxBytes = maxBytes;
  }

  /** Each person's as JSON: their place, the picture now and the one before, null where there is none to be had. */
  async *all(parts: PictureParts): AsyncGenerator<string> {
    let bytes = 0;
    const all = pMapIterable(this.#of.pictured(), (listed) => picturesOf(listed, parts), { concurrency: peopleAtOnce });
    for await (const { place, now, before } of all) {
      parts.signal.throwIfAborted();
      const data = jsonInHtml([place, now, before]);
      bytes += data.length;
      if (bytes > this.#maxBytes) {
        this.left = true;
        return;
      }
      if (now !== null || before !== null) this.people += 1;
      yield data;
    }
  }
}

interface PictureParts {
  readonly out: string;
  readonly pool: PicturePool;
  readonly signal: AbortSignal;
}

async function picturesOf({ place, person }: ListedPerson, { out, pool }: PictureParts) {
  const { photo, change } = person;
  const hadAnother = change === "changed" || change === "removed";
  return {
    place,
    now: photo === undefined ? null : await firstOf([photo.file], out, pool),
    before: hadAnother ? await firstOf(previousFiles(person), out, pool) : null,
  };
}

/** The first of some files that a small picture can be made of, in base64. */
async function firstOf(files: readonly string[], out: string, pool: PicturePool): Promise<string | null> {
  for (const file of files) {
    const picture = await smallPicture(join(out, file), pool);
    if (picture !== undefined) return picture;
  }
  return null;
}

/** The names that the photo before the change may have: what kind of picture it was is not on record. */
function previousFiles({ objectId, previousChecksum }: ReportPerson): string[] {
  const types = Object.keys(pictureExtensions) as PictureType[];
  return types.map((type) => photoFile(objectId, previousChecksum, type));
}

/** Undefined where the file is gone or no picture can be made of it. */
async function smallPicture(path: string, pool: PicturePool): Promise<string | undefined> {
  try {
    const result = await pool.carryOut(() => contentOf(path), { make: "renditions", renditions: [small], hash: false });
    const made = result.kind === "made" ? result.pictures.get(small.name) : undefined;
    return made === undefined ? undefined : Buffer.from(made.bytes).toString("base64");
  } catch (error) {
    if (hasCode(error, "outputFailed")) return undefined;
    throw error;
  }
}

async function contentOf(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    throw outputError(path, "read", error);
  }
}
