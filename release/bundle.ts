import { basename, join } from "node:path";
import { constants, zstdCompressSync } from "node:zlib";
import { type BuildOptions, build, type Metafile, transform } from "esbuild";
import { pageOfCheckout } from "../src/report/page-source.ts";
import { outDir, root } from "./paths.ts";

/** The bundled program. */
export interface Bundle {
  /** The one CommonJS file. */
  readonly text: string;
  /** Every file that went into it, for the licences: relative to the checkout, with forward slashes. */
  readonly inputs: readonly string[];
}

const common = {
  platform: "node",
  target: "node24",
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: "none",
  // Node 24 has it; what esbuild makes of it keeps a failure in a loop for the next round.
  supported: { using: true },
  logLevel: "warning",
} as const satisfies BuildOptions;

/** The chunks that the program and a worker's program begin with. */
const programEntry = "executable.js";
const workerEntry = "picture-worker.js";

const stem = (name: string) => basename(name, ".js");

/**
 * Bundles the program into one CommonJS file for a single executable. esbuild splits only ES modules into chunks that are
 * loaded when they are needed, and a single executable's file is CommonJS: so the chunks are made as ES modules, turned into
 * CommonJS one by one, and packed into the file. The same sources give the same bytes.
 */
export async function bundleProgram(): Promise<Bundle> {
  const built = await build({
    ...common,
    absWorkingDir: root,
    entryPoints: { [stem(programEntry)]: "release/executable.ts", [stem(workerEntry)]: "src/renditions/worker.ts" },
    bundle: true,
    external: ["exophotos:launcher"],
    splitting: true,
    format: "esm",
    outdir: join(outDir, "chunks"),
    write: false,
    metafile: true,
    sourcemap: "inline",
    sourcesContent: false,
    sourceRoot: "",
    alias: { "string-width": join(root, "release/string-width.ts") },
    loader: { ".wasm": "binary" },
    define: { "import.meta.url": "chunkUrl", bundledReportPage: JSON.stringify(await pageOfCheckout()) },
  });
  const chunks: Record<string, string> = {};
  const maps: Record<string, string> = {};
  for (const { path, text } of built.outputFiles) {
    const name = basename(path);
    const chunk = await transform(text, {
      ...common,
      format: "cjs",
      sourcemap: "external",
      sourcesContent: false,
      sourcefile: name,
      supported: { ...common.supported, "dynamic-import": false },
    });
    chunks[name] = pack(urlOfProgram + chunk.code);
    maps[name] = pack(chunk.map);
  }
  const launcher = await build({
    ...common,
    absWorkingDir: root,
    entryPoints: [join(root, "release/launcher.ts")],
    format: "cjs",
    write: false,
  });
  const ofWorker = { workerEntry, workerChunks: chunksBehind(workerEntry, built.metafile) };
  const parts = [
    ...Object.entries({ chunks, maps, ...ofWorker }).map(([name, value]) => `const ${name}=${JSON.stringify(value)};`),
    `function launch(packedChunks,packedMaps,entryChunk,filename){${launcher.outputFiles[0]?.text ?? ""}}`,
    `launch(chunks,maps,"${programEntry}",__filename);`,
  ];
  return { text: `${parts.join("\n")}\n`, inputs: Object.keys(built.metafile.inputs).sort() };
}

/** The names of the chunk and of all chunks that it can come to load. */
function chunksBehind(entry: string, { outputs }: Metafile): readonly string[] {
  const byName = new Map(Object.entries(outputs).map(([path, output]) => [basename(path), output]));
  const names = new Set([entry]);
  // A set gives out what is added while it is gone through.
  for (const name of names) {
    for (const { path, external } of byName.get(name)?.imports ?? []) if (external !== true) names.add(basename(path));
  }
  return [...names].sort();
}

/** Modules ask for their own URL to find files beside them; all of them are in the executable. On the first line: maps count from there. */
const urlOfProgram = 'const chunkUrl=require("node:url").pathToFileURL(__filename).href;';

function pack(text: string): string {
  const params = { [constants.ZSTD_c_compressionLevel]: 19 };
  return zstdCompressSync(Buffer.from(text, "utf8"), { params }).toString("base64");
}
