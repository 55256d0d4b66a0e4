import { randomUUID } from "node:crypto";
import { lstat, readFile, unlink } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { errnoOf } from "../errors.ts";
import { flushDirectory, writeDurably } from "../platform/durable-file.ts";
import { outputError } from "../platform/output-error.ts";
import type { RenameOptions } from "../platform/rename-with-retry.ts";
import type { State } from "../store/state.ts";
import { linkTempDir } from "./link-file.ts";

/** The file in a by-name folder that tells it from every other. No name of a picture begins with a dot. */
export const markName = ".exophotos";

const markText = /^exophotos keeps this folder: ([0-9a-f-]{36})\r?\n$/;
/** More than the text above has. */
const markBytes = 200;
const marksSchema = z.record(z.string(), z.string());

/** The mark in a folder: undefined for none, `foreign` for a thing of that name which is none. Throws `outputFailed`. */
export async function markOf(path: string): Promise<string | undefined> {
  const file = join(path, markName);
  try {
    const stats = await lstat(file);
    if (!stats.isFile() || stats.size > markBytes) return "foreign";
    return markText.exec(await readFile(file, "utf8"))?.[1] ?? "foreign";
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return undefined;
    throw outputError(file, "read", error);
  }
}

/** Gives a folder a new mark, durably, and then remembers it. Errors as `writeDurably`. */
export async function writeMark(state: State, folder: string, path: string, options: RenameOptions): Promise<void> {
  const mark = randomUUID();
  const text = `exophotos keeps this folder: ${mark}\n`;
  await writeDurably(join(path, markName), text, { ...options, tempDir: linkTempDir(path) });
  await flushDirectory(path);
  remember(state, { ...marks(state), [folder]: mark });
}

/** Deletes the mark of a folder if it is this one. Returns whether it did. */
export async function dropMark(path: string, mark: string): Promise<boolean> {
  try {
    if ((await markOf(path)) !== mark) return false;
    await unlink(join(path, markName));
    return true;
  } catch {
    return false;
  }
}

/** The mark that a folder was given. */
export function rememberedMark(state: State, folder: string): string | undefined {
  return marks(state)[folder];
}

/** The folders that were given one. */
export function markedFolders(state: State): readonly string[] {
  return Object.keys(marks(state));
}

export function forgetMark(state: State, folder: string): void {
  const { [folder]: forgotten, ...others } = marks(state);
  if (forgotten !== undefined) remember(state, others);
}

function marks(state: State): Readonly<Record<string, string>> {
  return marksSchema.parse(JSON.parse(state.meta.get("linkMarks") ?? "{}"));
}

function remember(state: State, marks: Readonly<Record<string, string>>): void {
  state.meta.set("linkMarks", JSON.stringify(marks));
}
