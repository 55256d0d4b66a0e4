import { join } from "node:path";
import { installOnce } from "../install.ts";

/** What is used of sharp. */
export interface Sharp {
  (bytes: Uint8Array): SharpPicture;
  (pixels: Uint8Array, form: { readonly raw: { width: number; height: number; channels: 3 | 4 } }): SharpPicture;
  /** Threads that work on one picture; 0 means as many as there are processors. */
  concurrency(threads: number): void;
  cache(isOn: boolean): void;
}

export interface SharpPicture {
  resize(
    width: number,
    height: number,
    options: { readonly fit?: "cover"; readonly kernel?: "lanczos3" },
  ): SharpPicture;
  jpeg(options: { readonly quality: number; readonly chromaSubsampling?: "4:2:0" }): SharpPicture;
  ensureAlpha(): SharpPicture;
  raw(): SharpPicture;
  toBuffer(): Promise<Buffer>;
}

/** What is used of @napi-rs/image. */
export interface NapiImage {
  readonly Transformer: new (bytes: Uint8Array) => NapiPicture;
  readonly FastResizeFilter: { readonly Lanczos3: number };
  readonly ResizeFit: { readonly Cover: number };
}

interface NapiPicture {
  fastResize(options: { width: number; height: number; filter: number; fit: number }): NapiPicture;
  jpegSync(quality: number): Buffer;
}

/** The libraries that renditions are measured against. */
export interface Libraries {
  readonly sharp: Sharp;
  readonly napiImage: NapiImage;
}

const home = join(import.meta.dirname, "..");

/** Loads the libraries of test/bench/package.json, and installs them there where they are not. */
export async function loadLibraries(): Promise<Libraries> {
  installOnce(home, "sharp and @napi-rs/image in test/bench");
  // Not by a literal name: the program's own installation knows neither, and types and lint must pass without them.
  const [sharp, napiImage] = (await Promise.all(["sharp", "@napi-rs/image"].map((name) => import(name)))) as [
    { readonly default: Sharp },
    NapiImage,
  ];
  return { sharp: sharp.default, napiImage };
}
