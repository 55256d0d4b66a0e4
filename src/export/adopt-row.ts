import { join } from "node:path";
import { type ListedPhoto, type ManifestRow, perceptualHashColumn } from "../model/manifest-row.ts";
import { type RenditionSpec, renditionKey } from "../model/rendition.ts";
import { checksumFile } from "../platform/file-digest.ts";
import type { RenditionRecord } from "../store/photos.ts";
import type { State } from "../store/state.ts";

export interface Adoption {
  readonly out: string;
  readonly nowMs: number;
  /** The `--size` that the photos are taken to be of. */
  readonly size: string;
  readonly pass: number;
  /** How the published renditions were made. */
  readonly renditions: readonly RenditionSpec[];
}

/**
 * Takes over one published row into a state that is made anew. True when its photo's file holds what it should. Files
 * that are gone or damaged are recorded as listed all the same: those that replace them must not be swept.
 */
export async function adoptRow(state: State, row: ManifestRow, adoption: Adoption): Promise<boolean> {
  const { out, nowMs, size, pass } = adoption;
  const { objectId, properties, extra, photo } = row;
  const isSound = photo !== undefined && (await holds(out, photo, photo));
  const renditions = photo === undefined ? {} : await soundRenditions(photo, adoption);
  state.transaction(() => {
    state.people.putListed({ objectId, properties, extra }, 0);
    state.publishes.adopt(row);
    if (photo === undefined) return;
    const { checksumAlgorithm } = photo;
    for (const { file: name, bytes, checksum } of [photo, ...Object.values(photo.renditions)]) {
      state.files.intend({ name, objectId, bytes, checksum, checksumAlgorithm, createdPass: pass }, nowMs);
      state.files.markListed(name);
    }
    if (!isSound) return;
    state.photos.put({
      ...photo,
      objectId,
      metadataEtag: photo.etag === "" ? undefined : photo.etag,
      valueEtag: undefined,
      size,
      fetchedAtMs: nowMs,
      fetchedPass: 0,
      renditions,
      perceptualHash: extra[perceptualHashColumn] || undefined,
      transcoded: false,
    });
  });
  return isSound;
}

/** Those whose files hold what they should; the others are made again. */
async function soundRenditions(
  photo: ListedPhoto,
  { out, renditions: specs }: Adoption,
): Promise<Record<string, RenditionRecord>> {
  const sound: Record<string, RenditionRecord> = {};
  for (const spec of specs) {
    const made = photo.renditions[spec.name];
    if (made !== undefined && (await holds(out, made, photo))) sound[spec.name] = { ...made, key: renditionKey(spec) };
  }
  return sound;
}

async function holds(
  out: string,
  listed: { readonly file: string; readonly checksum: string },
  { checksumAlgorithm }: ListedPhoto,
): Promise<boolean> {
  return (await checksumFile(join(out, listed.file), checksumAlgorithm))?.checksum === listed.checksum;
}
