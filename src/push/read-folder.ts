import { readdir } from "node:fs/promises";
import { extname, join } from "node:path";
import { ExophotosError } from "../errors.ts";
import { outputError } from "../platform/output-error.ts";
import type { PushEntry } from "./entry.ts";

const pictureExtensions: readonly string[] = [".jpg", ".jpeg", ".png", ".gif", ".bmp"];

/**
 * Takes each picture of a folder, not of those in it, as the photo of whom its name without extension names; other files
 * are passed over. Throws `listWrong` where two pictures name the same person, `outputFailed` for a folder that cannot be
 * read.
 */
export async function readFolder(from: string): Promise<readonly PushEntry[]> {
  const entries: PushEntry[] = [];
  const fileOf = new Map<string, string>();
  const mistakes: { readonly line: undefined; readonly problem: string }[] = [];
  for (const name of await picturesIn(from)) {
    const person = name.slice(0, name.length - extname(name).length);
    const other = fileOf.get(person.toLowerCase());
    if (other !== undefined) mistakes.push({ line: undefined, problem: `${other} and ${name} name the same person` });
    fileOf.set(person.toLowerCase(), name);
    const file = join(from, name);
    entries.push({ person, file, line: undefined, checksum: undefined, approvedBy: "", approvedAt: "" });
  }
  if (mistakes.length > 0) throw new ExophotosError("listWrong", { path: from, mistakes });
  return entries;
}

async function picturesIn(from: string): Promise<readonly string[]> {
  try {
    const found = await readdir(from, { withFileTypes: true });
    const pictures = found.filter((entry) => !entry.isDirectory() && isPictureName(entry.name));
    return pictures.map(({ name }) => name).sort();
  } catch (error) {
    throw outputError(from, "list", error);
  }
}

function isPictureName(name: string): boolean {
  return !name.startsWith(".") && pictureExtensions.includes(extname(name).toLowerCase());
}
