import { Worker } from "node:worker_threads";
import jpegDecoder from "@cwasm/jpeg-turbo/jpeg-turbo.wasm";
import jpegEncoder from "@jsquash/jpeg/codec/enc/mozjpeg_enc.wasm";
import { type PictureParts, workerOptions } from "../src/renditions/picture-parts.ts";

/** The picture pool's parts from what the executable holds; `program` is the source of worker.ts with all its imports. */
export function partsOfExecutable(program: string): PictureParts {
  return {
    startWorker: (codecs) => new Worker(program, { ...workerOptions(codecs), eval: true }),
    codecs: async () => ({
      jpegDecoder: await WebAssembly.compile(jpegDecoder),
      jpegEncoder: await WebAssembly.compile(jpegEncoder),
    }),
  };
}
