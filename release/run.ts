/** `npm run release`: makes all that an operator downloads, in release/out. */
import { createHash } from "node:crypto";
import { chmod, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { version } from "../src/version.ts";
import { bundleProgram } from "./bundle.ts";
import { makeExecutables } from "./executables.ts";
import { thirdPartyLicences } from "./licences.ts";
import { cacheDir, outDir } from "./paths.ts";
import { billOfMaterials } from "./sbom.ts";
import { windowsArchive } from "./windows-archive.ts";

const say = (text: string) => process.stdout.write(`${text}\n`);
const inOut = (name: string) => join(outDir, name);

/** In the form that `sha256sum --check` reads. */
async function checksums(): Promise<string> {
  const lines: string[] = [];
  for (const name of (await readdir(outDir)).sort()) {
    lines.push(
      `${createHash("sha256")
        .update(await readFile(inOut(name)))
        .digest("hex")}  ${name}\n`,
    );
  }
  return lines.join("");
}

await rm(outDir, { recursive: true, force: true });
await mkdir(outDir, { recursive: true });
await mkdir(cacheDir, { recursive: true });

const { text, inputs } = await bundleProgram();
const bundle = join(cacheDir, "exophotos.cjs");
await writeFile(bundle, text);
say(`bundle       ${text.length} bytes, SHA-256 ${createHash("sha256").update(text).digest("hex")}`);

await makeExecutables(
  bundle,
  new Map([
    ["linux-x64", inOut("exophotos")],
    ["win-x64", inOut("exophotos.exe")],
  ] as const),
);
await chmod(inOut("exophotos"), 0o755);
await writeFile(inOut("sbom.cdx.json"), await billOfMaterials());
const licences = await thirdPartyLicences(inputs);
await writeFile(inOut("THIRD-PARTY-LICENCES.txt"), licences.replaceAll("\n", "\r\n"));
await writeFile(inOut(`exophotos-${version}-win-x64.zip`), await windowsArchive());
const sums = await checksums();
await writeFile(inOut("SHA256SUMS"), sums);
say(sums.trimEnd());
