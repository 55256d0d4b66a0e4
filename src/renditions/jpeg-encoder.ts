import loadMozJpeg, { type EncodeOptions } from "@jsquash/jpeg/codec/enc/mozjpeg_enc.js";
import type { Bitmap } from "./bitmap.ts";

/** WebAssembly memory never shrinks: an instance that had a large picture is not kept. In bytes. */
const mostMemoryKept = 64 * 1024 * 1024;

export interface JpegEncoder {
  /** A baseline JPEG with Huffman tables of its own and no metadata but JFIF. `quality` from 1 to 100. */
  encode(picture: Bitmap, quality: number): Promise<Uint8Array<ArrayBuffer>>;
}

/** What emscripten made of MozJPEG. The package's own types know no memory, and need a browser's. */
interface MozJpeg {
  readonly HEAPU8: Uint8Array;
  /** A view of the module's memory, good until the next call. */
  encode(rgba: Uint8Array, width: number, height: number, options: EncodeOptions): Uint8Array;
}

type LoadMozJpeg = (options: {
  readonly noInitialRun: boolean;
  instantiateWasm(imports: WebAssembly.Imports, ready: (instance: WebAssembly.Instance) => void): WebAssembly.Exports;
}) => Promise<MozJpeg>;

/** Encodes with MozJPEG. */
export function createJpegEncoder(module: WebAssembly.Module): JpegEncoder {
  let kept: MozJpeg | undefined;
  return {
    async encode({ data, width, height }, quality) {
      const mozJpeg = kept ?? (await instantiate(module));
      kept = undefined;
      const encoded = Uint8Array.from(mozJpeg.encode(data, width, height, { ...options, quality }));
      if (mozJpeg.HEAPU8.byteLength <= mostMemoryKept) kept = mozJpeg;
      return encoded;
    },
  };
}

/** Trellis quantization, quantization tables tuned on Kodak's pictures, chroma at half resolution where that pays. */
const options: Omit<EncodeOptions, "quality"> = {
  baseline: true,
  progressive: false,
  arithmetic: false,
  optimize_coding: true,
  smoothing: 0,
  // YCbCr
  color_space: 3,
  quant_table: 3,
  trellis_multipass: false,
  trellis_opt_zero: false,
  trellis_opt_table: false,
  trellis_loops: 1,
  auto_subsample: true,
  chroma_subsample: 2,
  separate_chroma_quality: false,
  chroma_quality: 75,
};

function instantiate(module: WebAssembly.Module): Promise<MozJpeg> {
  const load = loadMozJpeg as unknown as LoadMozJpeg;
  return load({
    noInitialRun: true,
    instantiateWasm(imports, ready) {
      const instance = new WebAssembly.Instance(module, imports);
      ready(instance);
      return instance.exports;
    },
  });
}
