import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { type PictureParts, workerOptions } from "./picture-parts.ts";

/** The pool's parts from the files of a checkout. */
export function partsOfCheckout(): PictureParts {
  return {
    startWorker: (codecs) => new Worker(new URL("./worker.ts", import.meta.url), workerOptions(codecs)),
    codecs: async () => {
      const [jpegDecoder, jpegEncoder] = await Promise.all([
        compiled("@cwasm/jpeg-turbo/jpeg-turbo.wasm"),
        compiled("@jsquash/jpeg/codec/enc/mozjpeg_enc.wasm"),
      ]);
      return { jpegDecoder, jpegEncoder };
    },
  };
}

async function compiled(specifier: string): Promise<WebAssembly.Module> {
  return await WebAssembly.compile(await readFile(fileURLToPath(import.meta.resolve(specifier))));
}
