import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { CodecModules } from "../../src/renditions/picture-work.ts";

/** The codecs as the packages bring them. */
export async function compileCodecs(): Promise<CodecModules> {
  return {
    jpegDecoder: await compiled("@cwasm/jpeg-turbo/jpeg-turbo.wasm"),
    jpegEncoder: await compiled("@jsquash/jpeg/codec/enc/mozjpeg_enc.wasm"),
  };
}

async function compiled(specifier: string): Promise<WebAssembly.Module> {
  return await WebAssembly.compile(Uint8Array.from(await readFile(fileURLToPath(import.meta.resolve(specifier)))));
}
