import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pMapIterable } from "p-map";
import { hasCode } from "../errors.ts";
import { photoFile } from "../manifest/photo-names.ts";
import { type PictureType, pictureExtensions } from "../model/picture.ts";
import type { RenditionSpec } from "../model/rendition.ts";
import { outputError } from "../platform/output-error.ts";
import type { PicturePool } from "../renditions/picture-work.ts";
import type { ReportPeople } from "./people.ts";
import type { ReportPerson } from "./person.ts";

/** Small pictures of one listed person, by their place: JPEG in base64, null where the picture is not to be had. */
export interface SmallPictures {
  readonly place: number;
  /** Undefined where the person has, or had, none. */
  readonly now?: string | null;
  readonly before?: string | null;
}

const small: RenditionSpec = { name: "small", width: 96, height: 96, fit: "contain", maxBytes: undefined };
/** People in hand: while the disk reads some, the threads work on others. */
const peopleAtOnce = 16;

/** Makes small pictures of the listed people, whoever changed first. Stop taking them when there is no more room. */
export function smallPictures(out: string, people: ReportPeople, pool: PicturePool): AsyncIterable<SmallPictures> {
  const make = async (files: readonly string[]): Promise<string | null> => {
    for (const file of files) {
      const picture = await smallPicture(join(out, file), pool);
      if (picture !== undefined) return picture;
    }
    return null;
  };
  return pMapIterable(
    people.pictured(),
    async ({ place, person }): Promise<SmallPictures> => {
      const { photo, change } = person;
      return {
        place,
        ...(photo === undefined ? {} : { now: await make([photo.file]) }),
        ...(change === "changed" || change === "removed" ? { before: await make(previousFiles(person)) } : {}),
      };
    },
    { concurrency: peopleAtOnce },
  );
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
