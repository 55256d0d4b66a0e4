import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Zippable, zipSync } from "fflate";
import { outDir, root } from "./paths.ts";
import { sampleSettings } from "./sample-settings.ts";

/** The same for each build, so that the same files give the same archive; zip knows no earlier year. */
const mtime = new Date(1980, 0, 1);

/** The zip that a Windows operator downloads: the executable of release/out, the documents, a script, sample settings, licences. */
export async function windowsArchive(): Promise<Uint8Array> {
  const files: Zippable = {
    "exophotos.exe": await readFile(join(outDir, "exophotos.exe")),
    "exophotos.json.sample": Buffer.from(sampleSettings),
    "Get-MailboxesWithPicture.ps1": await windowsText(join(root, "release", "Get-MailboxesWithPicture.ps1")),
    "LICENSE.txt": await windowsText(join(root, "LICENSE")),
    "THIRD-PARTY-LICENCES.txt": await readFile(join(outDir, "THIRD-PARTY-LICENCES.txt")),
  };
  const docs = join(root, "release", "docs");
  for (const name of (await readdir(docs, { recursive: true })).map(withSlashes).sort()) {
    const path = join(docs, name);
    if (/\.(md|json)$/.test(name)) files[`docs/${name}`] = await windowsText(path);
    if (/\.(jpg|svg)$/.test(name)) files[`docs/${name}`] = await readFile(path);
  }
  return zipSync(files, { mtime, level: 6 });
}

function withSlashes(path: string): string {
  return path.replaceAll("\\", "/");
}

/** Notepad of Windows Server 2016 shows a text with bare LF as one line. */
async function windowsText(path: string): Promise<Uint8Array> {
  return Buffer.from((await readFile(path, "utf8")).replace(/\r?\n/g, "\r\n"));
}
