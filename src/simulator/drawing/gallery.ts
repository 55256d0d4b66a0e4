import { jpegFile, type PictureFile } from "./picture-file.ts";
import { drawPortrait } from "./portrait.ts";
import { sitters } from "./sitters.ts";

/** Pictures of 648 pixels with 20 to 150 kB, or of 96 pixels with about 2 kB. */
export type PhotoBytes = "realistic" | "small";

/** A portrait in its largest size. `fromEntra` pictures are held by the directory and have that one size only. */
interface Hanging {
  readonly sitter: number;
  readonly edge: number;
  readonly quality: number;
  readonly fromEntra: boolean;
}

const realistic: readonly Hanging[] = [
  { sitter: 0, edge: 648, quality: 84, fromEntra: false },
  { sitter: 1, edge: 648, quality: 78, fromEntra: false },
  { sitter: 3, edge: 648, quality: 90, fromEntra: false },
  { sitter: 4, edge: 648, quality: 88, fromEntra: false },
  { sitter: 5, edge: 648, quality: 92, fromEntra: false },
  { sitter: 2, edge: 504, quality: 86, fromEntra: false },
  { sitter: 0, edge: 240, quality: 86, fromEntra: false },
  { sitter: 2, edge: 192, quality: 80, fromEntra: true },
];

const small: readonly Hanging[] = sitters.map((_, sitter) => ({ sitter, edge: 96, quality: 55, fromEntra: false }));

const edges = [648, 504, 432, 360, 240, 120, 96, 64, 48] as const;

/** One portrait, drawn in its largest size. */
export interface Portrait {
  readonly largest: PictureFile;
  /** Edges in pixels of the sizes that exist, largest first. */
  readonly edges: readonly number[];
  /** The same portrait in one of these sizes, drawn at the first call. */
  inSize(edge: number): Promise<PictureFile>;
}

/** The portraits that all photos are made of, and pictures of other kinds. */
export interface Gallery {
  readonly portraits: readonly Portrait[];
  /** The bytes of a PNG portrait of 120 pixels. */
  readonly png: Buffer;
}

/** Draws the portraits; the same for the same seed. Realistic ones take most of a second. */
export async function drawGallery(seed: number, photoBytes: PhotoBytes): Promise<Gallery> {
  // Only the simulated tenant needs an encoder, and loading it takes a third of a second.
  const { defaultFormats } = await import("jimp");
  // The formats by themselves: getBuffer would first lay each picture over a background, which takes as long again.
  const formats = defaultFormats.map((makeFormat) => makeFormat());
  const jpeg = formats.find((format) => format.mime === "image/jpeg");
  const png = formats.find((format) => format.mime === "image/png");
  if (jpeg === undefined || png === undefined) throw new TypeError("Jimp has no encoder for JPEG or PNG.");
  const encodeJpeg = jpeg.encode;

  function draw(sitter: number, edge: number): { width: number; height: number; data: Buffer } {
    const posing = sitters[sitter];
    if (posing === undefined) throw new RangeError(`There is no sitter ${sitter}.`);
    const canvas = drawPortrait(posing, edge, noise(seed * 64 + sitter));
    return { width: edge, height: edge, data: Buffer.from(canvas.data.buffer) };
  }

  async function hang(hanging: Hanging): Promise<Portrait> {
    // Pictures from the directory come with this spelling. Source: microsoft-graph-explorer-v4 issue 634.
    const contentType = hanging.fromEntra ? "image/Jpeg" : "image/jpeg";
    const { sitter, quality } = hanging;
    const file = async (edge: number) => jpegFile(await encodeJpeg(draw(sitter, edge), { quality }), edge, contentType);
    const largest = await file(hanging.edge);
    const drawn = new Map([[hanging.edge, Promise.resolve(largest)]]);
    return {
      largest,
      edges: hanging.fromEntra ? [hanging.edge] : edges.filter((edge) => edge <= hanging.edge),
      inSize: (edge) => {
        const picture = drawn.get(edge) ?? file(edge);
        drawn.set(edge, picture);
        return picture;
      },
    };
  }

  const hangings = photoBytes === "small" ? small : realistic;
  const portraits: Portrait[] = [];
  for (const hanging of hangings) portraits.push(await hang(hanging));
  return { portraits, png: await png.encode(draw(1, 120)) };
}

/** Numbers from 0 to 1, a linear congruential row (constants of Numerical Recipes). */
function noise(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
