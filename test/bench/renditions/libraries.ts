import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

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
  if (!existsSync(join(home, "node_modules/sharp"))) install();
  // Not by a literal name: the program's own installation knows neither, and types and lint must pass without them.
  const [sharp, napiImage] = (await Promise.all(["sharp", "@napi-rs/image"].map((name) => import(name)))) as [
    { readonly default: Sharp },
    NapiImage,
  ];
  return { sharp: sharp.default, napiImage };
}

function install(): void {
  process.stderr.write("  installing sharp and @napi-rs/image in test/bench …\n");
  // On Windows npm is a script of the shell.
  const { status } = spawnSync("npm ci --no-audit --no-fund", { cwd: home, stdio: ["ignore", 2, 2], shell: true });
  if (status !== 0) throw new Error("`npm ci` in test/bench failed; the bench of renditions needs what it installs");
}
