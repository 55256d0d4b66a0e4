import { createImages } from "./images.ts";
import { createJpegDecoder } from "./jpeg-decoder.ts";
import { createJpegEncoder } from "./jpeg-encoder.ts";
import { createLooks } from "./look.ts";
import { makeJpeg, makeRendition, type Tools } from "./make-rendition.ts";
import { type OpenPicture, openPicture } from "./open-picture.ts";
import { createPerceptualHash, type PerceptualHash } from "./perceptual-hash.ts";
import type { CodecModules, MadePicture, PictureOrder, PictureResult, PictureWork } from "./picture-work.ts";
import { asUnusable } from "./unusable-picture.ts";

/** The name of a transcoded photo among what was made. */
const transcodedName = "jpeg";

/** Makes pictures in this thread. Whatever the bytes are, the result says what came of them; it never rejects. */
export function createPictureWork(modules: CodecModules): PictureWork {
  const decoder = createJpegDecoder(modules.jpegDecoder);
  const images = createImages();
  const hash = createPerceptualHash(images);
  const looks = createLooks(images);
  const tools: Tools = { images, encoder: createJpegEncoder(modules.jpegEncoder) };
  return {
    async carryOut(bytes, order) {
      try {
        const picture = openPicture(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), decoder);
        if (order.make === "look") {
          return { kind: "made", pictures: new Map(), perceptualHash: undefined, look: await looks(picture) };
        }
        return await make(picture, order, tools, hash);
      } catch (thrown) {
        return refused(thrown, undefined);
      }
    },
  };
}

async function make(
  picture: OpenPicture,
  order: Exclude<PictureOrder, { readonly make: "look" }>,
  tools: Tools,
  hash: PerceptualHash,
): Promise<PictureResult> {
  const pictures = new Map<string, MadePicture>();
  if (order.make === "jpeg") {
    pictures.set(transcodedName, await makeJpeg(picture, tools));
    return { kind: "made", pictures, perceptualHash: undefined };
  }
  for (const spec of order.renditions) {
    try {
      pictures.set(spec.name, await makeRendition(picture, spec, tools));
    } catch (thrown) {
      const isAboutRendition = asUnusable(thrown).problem === "doesNotFit";
      return refused(thrown, isAboutRendition ? spec.name : undefined);
    }
  }
  return { kind: "made", pictures, perceptualHash: order.hash ? await hash(picture) : undefined };
}

function refused(thrown: unknown, rendition: string | undefined): PictureResult {
  const { problem, message } = asUnusable(thrown);
  return { kind: "refused", problem, rendition, message };
}
