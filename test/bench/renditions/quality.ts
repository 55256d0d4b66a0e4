import { lumaOf, type Plane, psnr, ssim } from "../../renditions/picture-quality.ts";
import { type Figure, medianOf } from "../result.ts";
import type { Contestants } from "./contestants.ts";
import type { Libraries, Sharp, SharpPicture } from "./libraries.ts";
import type { PhotoSet } from "./photos.ts";

const boundSsim = 0.97;
const edge = 96;

/** How close thumbnails are to what they should be, one number a photo. */
export interface Quality {
  readonly ssim: readonly number[];
  readonly psnr: readonly number[];
}

export interface Qualities {
  readonly ours: Quality;
  readonly sharp: Quality;
}

/** Compares the light of ours, and of sharp's own JPEG, with sharp's Lanczos of the photo decoded in full. */
export async function compareQuality(
  { ours, sharp }: Contestants,
  set: PhotoSet,
  { sharp: open }: Libraries,
): Promise<Qualities> {
  const references = await Promise.all(set.photos.map((photo) => exactLight(photo, set.edge, open)));
  return { ours: await qualityOf(ours.make), sharp: await qualityOf(sharp.make) };

  async function qualityOf(make: (photo: Buffer) => Promise<Uint8Array>): Promise<Quality> {
    const quality = { ssim: [] as number[], psnr: [] as number[] };
    for (const [at, reference] of references.entries()) {
      const made = await lightOf(open(await make(set.photos[at] ?? Buffer.alloc(0))));
      quality.ssim.push(ssim(made, reference));
      quality.psnr.push(psnr(made, reference));
    }
    return quality;
  }
}

/** From pixels: of a JPEG sharp has libjpeg do a part of the way, also where fastShrinkOnLoad is off. */
async function exactLight(photo: Buffer, from: number, open: Sharp): Promise<Plane> {
  const whole = await open(photo).ensureAlpha().raw().toBuffer();
  const pixels = open(whole, { raw: { width: from, height: from, channels: 4 } });
  return await lightOf(pixels.resize(edge, edge, { kernel: "lanczos3" }));
}

async function lightOf(picture: SharpPicture): Promise<Plane> {
  return lumaOf({ data: await picture.ensureAlpha().raw().toBuffer(), width: edge, height: edge });
}

export function figuresOfQuality({ ours, sharp }: Qualities, { what }: PhotoSet): readonly Figure[] {
  const least = Math.min(...ours.ssim);
  const text = (quality: Quality) =>
    `SSIM ${Math.min(...quality.ssim).toFixed(4)}, ${Math.min(...quality.psnr).toFixed(1)} dB; ` +
    `medians ${medianOf(quality.ssim).toFixed(4)}, ${medianOf(quality.psnr).toFixed(1)} dB`;
  return [
    {
      what: `${what} to 96 px: least SSIM beside Lanczos of the whole photo`,
      value: least.toFixed(4),
      bound: `at least ${boundSsim}`,
      holds: least >= boundSsim,
    },
    { what: "  exophotos, least", value: text(ours) },
    { what: "  sharp's JPEG, least", value: text(sharp) },
  ];
}
