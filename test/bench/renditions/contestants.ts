import { Jimp } from "jimp";
import type { RenditionSpec } from "../../../src/model/rendition.ts";
import { createPictureWork } from "../../../src/renditions/create-picture-work.ts";
import { createImages } from "../../../src/renditions/images.ts";
import { createJpegDecoder } from "../../../src/renditions/jpeg-decoder.ts";
import { createJpegEncoder } from "../../../src/renditions/jpeg-encoder.ts";
import { makeRendition } from "../../../src/renditions/make-rendition.ts";
import { openPicture } from "../../../src/renditions/open-picture.ts";
import { partsOfCheckout } from "../../../src/renditions/parts-of-checkout.ts";
import type { PictureOrder, PictureResult } from "../../../src/renditions/picture-work.ts";
import type { Libraries } from "./libraries.ts";

/** Makes a JPEG of 96 by 96 pixels of a photo, one photo at a time. */
export interface Contestant {
  readonly name: string;
  make(photo: Buffer): Promise<Uint8Array>;
}

const edge = 96;
const quality = 85;
const thumbnail: RenditionSpec = { name: "thumbnail", width: edge, height: edge, fit: "cover", maxBytes: undefined };

/** The order that all are measured with. */
export function thumbnailOrder(hash: boolean): PictureOrder {
  return { make: "renditions", renditions: [thumbnail], hash };
}

/** The thumbnail among what was made. */
export function thumbnailOf(result: PictureResult): Uint8Array {
  if (result.kind === "refused") throw new Error(`refused: ${result.message}`);
  const made = result.pictures.get(thumbnail.name);
  if (made === undefined) throw new Error("there is no thumbnail");
  return made.bytes;
}

/** Our way, also with the hash and without the decoder's help, and the others. */
export async function createContestants({ sharp, napiImage }: Libraries) {
  const modules = await partsOfCheckout().codecs();
  const work = createPictureWork(modules);
  const decoder = createJpegDecoder(modules.jpegDecoder);
  const tools = { images: createImages(), encoder: createJpegEncoder(modules.jpegEncoder) };
  const { Transformer, FastResizeFilter, ResizeFit } = napiImage;
  const fast = { width: edge, height: edge, filter: FastResizeFilter.Lanczos3, fit: ResizeFit.Cover };
  return {
    ours: {
      name: "exophotos",
      make: async (photo) => thumbnailOf(await work.carryOut(photo, thumbnailOrder(false))),
    },
    withHash: {
      name: "exophotos with the hash",
      make: async (photo) => thumbnailOf(await work.carryOut(photo, thumbnailOrder(true))),
    },
    undivided: {
      name: "exophotos decoding 1/1",
      make: async (photo) => {
        const picture = openPicture(photo, decoder);
        return (await makeRendition({ ...picture, decode: () => picture.decode(1) }, thumbnail, tools)).bytes;
      },
    },
    jimp: {
      name: "jimp",
      make: async (photo) => {
        const image = await Jimp.fromBuffer(photo);
        return await image.resize({ w: edge, h: edge }).getBuffer("image/jpeg", { quality });
      },
    },
    sharp: {
      name: "sharp",
      make: (photo) => sharp(photo).resize(edge, edge, { fit: "cover" }).jpeg({ quality }).toBuffer(),
    },
    napiImage: {
      name: "@napi-rs/image",
      make: async (photo) => new Transformer(photo).fastResize(fast).jpegSync(quality),
    },
  } as const satisfies Readonly<Record<string, Contestant>>;
}

export type Contestants = Awaited<ReturnType<typeof createContestants>>;
