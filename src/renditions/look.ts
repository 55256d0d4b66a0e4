import { place } from "./geometry.ts";
import type { Images } from "./images.ts";
import type { OpenPicture } from "./open-picture.ts";
import { createSquareHash, decodeForHash, hashedSize } from "./perceptual-hash.ts";
import type { Look } from "./picture-work.ts";
import { toSrgb } from "./to-srgb.ts";

/** Gives each picture its look. */
export type Looks = (picture: OpenPicture) => Promise<Look>;

/** Looks at the square in the middle: a portrait and what a thumbnail is cut out of it for have that in common. */
export function createLooks(images: Images): Looks {
  const hashOf = createSquareHash();
  return async (picture) => {
    const decoded = await decodeForHash(picture);
    const { area } = place(decoded, hashedSize, "cover");
    const square = images.shrink(decoded, area, hashedSize);
    // The hash that goes with renditions is made before colours are brought into sRGB.
    const perceptualHash = hashOf(square);
    await toSrgb(square, picture.profile);
    return { perceptualHash, colours: withoutAlpha(square.data) };
  };
}

function withoutAlpha(rgba: Buffer): Uint8Array {
  return Uint8Array.from({ length: (rgba.length / 4) * 3 }, (_, at) => rgba[4 * Math.floor(at / 3) + (at % 3)] ?? 0);
}
