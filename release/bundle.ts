import { basename, join } from "node:path";
import { constants, zstdCompressSync } from "node:zlib";
import { type BuildOptions, build, transform } from "esbuild";
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

/**
 * Bundles the program into one CommonJS file for a single executable. esbuild splits only ES modules into chunks that are
 * loaded when they are needed, and a single executable's file is CommonJS: so the chunks are made as ES modules, turned into
 * CommonJS one by one, and packed into the file. The same sources give the same bytes.
 */
export async function bundleProgram(): Promise<Bundle> {
  const built = await build({
    ...common,
    absWorkingDir: root,
    entryPoints: [join(root, "release/executable.ts")],
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
    define: { "import.meta.url": "chunkUrl" },
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
  const table = `const packedChunks=${JSON.stringify(chunks)},packedMaps=${JSON.stringify(maps)},entryChunk="executable.js";\n`;
  return { text: table + (launcher.outputFiles[0]?.text ?? ""), inputs: Object.keys(built.metafile.inputs).sort() };
}

/** Modules ask for their own URL to find files beside them; all of them are in the executable. On the first line: maps count from there. */
const urlOfProgram = 'const chunkUrl=require("node:url").pathToFileURL(__filename).href;';

function pack(text: string): string {
  const params = { [constants.ZSTD_c_compressionLevel]: 19 };
  return zstdCompressSync(Buffer.from(text, "utf8"), { params }).toString("base64");
}
