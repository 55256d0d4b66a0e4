import type { ObjectId } from "../model/object-id.ts";
import type { PassContext } from "./pass-context.ts";

/** A file of one person's that is to be written. `file` is its name, relative to OUT with forward slashes. */
export interface PictureToWrite {
  readonly file: string;
  readonly checksum: string;
  readonly content: Uint8Array;
}

/** Names intended, then bytes durable: whatever stops this in between leaves files that the sweep knows. */
export async function writePictures(
  { state, writes, files, options, pass, startedAtMs }: PassContext,
  objectId: ObjectId,
  pictures: readonly PictureToWrite[],
): Promise<void> {
  const areNew: boolean[] = [];
  await writes.add(() => {
    for (const { file: name, checksum, content } of pictures) {
      const file = { name, objectId, bytes: content.length, checksum, checksumAlgorithm: options.checksum };
      areNew.push(state.files.intend({ ...file, createdPass: pass }, startedAtMs));
    }
  });
  for (const [index, { file, content }] of pictures.entries()) {
    const isNew = areNew[index] === true;
    const isWritten = await files.write(file, content, { isNew });
    // A power loss may take it: it is looked for as this pass's.
    if (isWritten && !isNew) await writes.add(() => state.files.writtenAgain(file, pass));
  }
}
