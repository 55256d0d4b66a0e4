import encodeJpeg, { init } from "@jsquash/jpeg/encode.js";
import { defaultFormats } from "jimp";
import { drawPortrait } from "../../src/simulator/drawing/portrait.ts";
import { sitters } from "../../src/simulator/drawing/sitters.ts";
import { Chance } from "../faults/chance.ts";
import { compileCodecs } from "./codec-modules.ts";
import { exif, matrixProfile, png, profileSegments, segment, withSegments } from "./picture-files.ts";
import type { Pixels } from "./picture-quality.ts";
import { encoded } from "./picture-samples.ts";

const edge = 80;

/** Small pictures of many kinds, each sound. */
export async function soundPictures(): Promise<readonly Buffer[]> {
  await init((await compileCodecs()).jpegEncoder);
  const pixels = portrait();
  const baseline = await encoded(pixels, "image/jpeg");
  const grey = await jpeg(pixels, { color_space: 1 });
  const primaries = [
    [0.4361, 0.2225, 0.0139],
    [0.3851, 0.7169, 0.0971],
    [0.1431, 0.0606, 0.7141],
  ];
  const profile = profileSegments(matrixProfile(primaries, 2.2, "wide"), 2);
  const greyRows = Buffer.concat(Array.from({ length: 40 }, (_, y) => Buffer.alloc(1 + 2 * 40, y).fill(0, 0, 1)));
  return [
    baseline,
    withSegments(baseline, exif(6), ...profile),
    await jpeg(pixels, { progressive: true, auto_subsample: false, chroma_subsample: 2 }),
    await jpeg(pixels, { progressive: false, auto_subsample: false, chroma_subsample: 2 }),
    await jpeg(pixels, { progressive: true, auto_subsample: false, chroma_subsample: 1 }),
    grey,
    await jpeg(pixels, { color_space: 1, progressive: true }),
    inFourInks(grey),
    await encoded(pixels, "image/png"),
    png({ width: 40, height: 40, bits: 16, colourType: 0 }, greyRows),
    await asGif(pixels),
    await encoded(pixels, "image/bmp"),
  ];
}

function portrait(): Pixels {
  const chance = new Chance(1);
  const [sitter] = sitters;
  if (sitter === undefined) throw new RangeError("nobody sits");
  const { data } = drawPortrait(sitter, edge, () => chance.between(0, 1e6) / 1e6);
  return { data: new Uint8Array(data.buffer), width: edge, height: edge };
}

async function jpeg({ data, width, height }: Pixels, options: Parameters<typeof encodeJpeg>[1]): Promise<Buffer> {
  const picture = { data: new Uint8ClampedArray(data), width, height, colorSpace: "srgb" };
  return Buffer.from(await encodeJpeg(picture as never, { quality: 80, progressive: false, ...options }));
}

async function asGif({ data, width, height }: Pixels): Promise<Buffer> {
  const format = defaultFormats.map((make) => make()).find(({ mime }) => mime === "image/gif");
  if (format === undefined) throw new Error("no format for GIFs");
  return await format.encode({ data: Buffer.from(data), width, height } as never);
}

/**
 * A grey JPEG four times, as a JPEG in four inks: no encoder at hand makes any. Each ink is a scan of its own with the
 * grey one's tables (ITU T.81, annex B: scans of one component).
 */
function inFourInks(grey: Buffer): Buffer {
  const parts: { readonly marker: number; readonly whole: Buffer }[] = [];
  let at = 2;
  for (;;) {
    const end = at + 2 + grey.readUInt16BE(at + 2);
    const marker = grey[at + 1] ?? 0;
    parts.push({ marker, whole: grey.subarray(at, end) });
    at = end;
    if (marker === 0xda) break;
  }
  const named = (...markers: number[]) =>
    parts.filter(({ marker }) => markers.includes(marker)).map(({ whole }) => whole);
  const [frame] = named(0xc0);
  if (frame === undefined) throw new Error("the grey picture is no baseline JPEG");
  const inks = [1, 2, 3, 4];
  const components = inks.flatMap((ink) => [ink, 0x11, 0]);
  const scan = grey.subarray(at, grey.length - 2);
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    segment(0xee, "Adobe", Buffer.from([0, 100, 0, 0, 0, 0, 0])),
    ...named(0xdb),
    segment(0xc0, frame.subarray(4, 9), Buffer.from([inks.length, ...components])),
    ...named(0xc4),
    ...inks.flatMap((ink) => [segment(0xda, Buffer.from([1, ink, 0, 0, 63, 0])), scan]),
    Buffer.from([0xff, 0xd9]),
  ]);
}
