import type { Bitmap } from "./bitmap.ts";
import { type ColourSpace, usableProfile } from "./colour-profile.ts";

/** Brings the colours of a picture into sRGB, in its own memory. A profile that cannot be used changes nothing. */
export async function toSrgb(picture: Bitmap, profile: Buffer | undefined): Promise<void> {
  const usable = profile === undefined ? undefined : usableProfile(profile, "RGB ");
  if (usable === undefined) return;
  const converted = await convert(picture.data, usable, "RGB ");
  if (converted?.length === picture.data.length) picture.data.set(converted);
}

/** How a JPEG stores ink: Adobe's programs write 255 for none (Adobe technical note 5116). */
export interface InkForm {
  readonly isInverted: boolean;
}

/** Makes red, green, blue and alpha of four inks, by the profile, or where that is of no use by multiplying. */
export async function cmykToRgb(inks: Buffer, { isInverted }: InkForm, profile: Buffer | undefined): Promise<Buffer> {
  // From here on 255 is full ink, as profiles have it.
  if (isInverted) for (let index = 0; index < inks.length; index += 1) inks[index] = 255 - (inks[index] ?? 0);
  const usable = profile === undefined ? undefined : usableProfile(profile, "CMYK");
  const converted = usable === undefined ? undefined : await convert(inks, usable, "CMYK");
  const pixels = inks.length / 4;
  const rgba = Buffer.alloc(inks.length, 255);
  for (let pixel = 0; pixel < pixels; pixel += 1) {
    const light = 255 - (inks[4 * pixel + 3] ?? 0);
    for (let channel = 0; channel < 3; channel += 1) {
      const byFormula = Math.round(((255 - (inks[4 * pixel + channel] ?? 0)) * light) / 255);
      rgba[4 * pixel + channel] = converted?.length === 3 * pixels ? (converted[3 * pixel + channel] ?? 0) : byFormula;
    }
  }
  return rgba;
}

/** Converts by the profile's relative colorimetric intent; undefined where the engine cannot read the profile. */
async function convert(
  pixels: Buffer,
  profileBytes: Buffer,
  space: ColourSpace,
): Promise<Uint8ClampedArray | undefined> {
  // Few pictures have a profile that is not sRGB, and loading the engine takes as long as ten renditions.
  const { eIntent, Profile, Transform } = (await import("jscolorengine")).default;
  try {
    const profile = new Profile();
    profile.loadBinary(new Uint8Array(profileBytes));
    if (!profile.loaded) return undefined;
    const isInk = space === "CMYK";
    const transform = new Transform(isInk ? { dataFormat: "int8", buildLut: true } : { dataFormat: "int8" });
    transform.create(profile, "*srgb", eIntent.relative);
    return transform.array(new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.length), !isInk, !isInk);
  } catch {
    return undefined;
  }
}
