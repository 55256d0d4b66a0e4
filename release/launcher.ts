/**
 * What the executable begins with. The program's chunks lie in it compressed, and each is unpacked and compiled when it is
 * first asked for: compiling all of them would take longer than a short verb runs. The bundler makes the function `launch`
 * of this file; it runs again in every thread, with the chunks of that thread's program.
 */
import { SourceMap } from "node:module";
import { dirname } from "node:path";
import { compileFunction } from "node:vm";
import { zstdDecompressSync } from "node:zlib";

/** What the bundler calls it by, and how. */
declare function launch(
  packedChunks: Readonly<Record<string, string>>,
  packedMaps: Readonly<Record<string, string>>,
  entryChunk: string,
  filename: string,
): void;

/** Its parameters. Chunks and maps are Zstandard in base64, by chunk name. */
declare const packedChunks: Readonly<Record<string, string>>;
declare const packedMaps: Readonly<Record<string, string>>;
declare const entryChunk: string;
/** The executable. */
declare const filename: string;

/** A worker's program: the chunk that it begins with, and all chunks that it can come to load. In the main thread only. */
declare const workerEntry: string;
declare const workerChunks: readonly string[];

interface LoadedModule {
  exports: unknown;
}

const loaded = new Map<string, LoadedModule>();
const maps = new Map<string, SourceMap>();

function unpack(packed: string): string {
  return zstdDecompressSync(Buffer.from(packed, "base64")).toString("utf8");
}

function load(id: string): unknown {
  if (id === "exophotos:launcher") return { inSources, workerProgram };
  const name = id.startsWith("./") ? id.slice(2) : id;
  const packed = packedChunks[name];
  if (packed === undefined) return require(id);
  const before = loaded.get(name);
  if (before !== undefined) return before.exports;
  const module: LoadedModule = { exports: {} };
  loaded.set(name, module);
  const parameters = ["module", "exports", "require", "__filename", "__dirname"];
  const run = compileFunction(unpack(packed), parameters, { filename: name });
  run(module, module.exports, load, filename, dirname(filename));
  return module.exports;
}

function mapOf(name: string): SourceMap | undefined {
  const packed = packedMaps[name];
  if (packed === undefined) return undefined;
  const map = maps.get(name) ?? new SourceMap(JSON.parse(unpack(packed)));
  maps.set(name, map);
  return map;
}

/** A stack with the places in the sources instead of those in the chunks. */
function inSources(stack: string): string {
  return stack.replace(/([\w-]+\.js):(\d+):(\d+)/g, (place, name: string, line: string, column: string) => {
    const origin = mapOf(name)?.findOrigin(Number(line), Number(column));
    if (origin === undefined || !("fileName" in origin)) return place;
    return `${origin.fileName.replace(/^(\.\.\/)+/, "")}:${origin.lineNumber}:${origin.columnNumber}`;
  });
}

/** The source of a worker's program, to be evaluated. */
function workerProgram(): string {
  const chunks = Object.fromEntries(workerChunks.map((name) => [name, packedChunks[name]]));
  const values = [chunks, {}, workerEntry, filename].map((value) => JSON.stringify(value));
  return `(${launch})(${values.join(",")});`;
}

load(entryChunk);
