import { randomUUID } from "node:crypto";
import { lstat, readFile, unlink } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
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
/** How long a reader is waited for that has the mark open. */
const heldWaitMs = 1000;
const marksSchema = z.record(z.string(), z.array(z.string()));

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

/**
 * Gives a folder a new mark, durably, instead of `present`, the one of ours that it has. However the process ends, also
 * when the power is lost, the mark that it has then is remembered. Errors as `writeDurably`.
 */
export async function writeMark(
  state: State,
  folder: string,
  path: string,
  present: string | undefined,
  options: RenameOptions,
): Promise<void> {
  const mark = randomUUID();
  state.durably(() => remember(state, folder, present === undefined ? [mark] : [present, mark]));
  const text = `exophotos keeps this folder: ${mark}\n`;
  const rename = { ...options, maxWaitMs: heldWaitMs, onWait: undefined };
  await writeDurably(join(path, markName), text, { ...rename, tempDir: linkTempDir(path) });
  await flushDirectory(path);
  remember(state, folder, [mark]);
}

/** What became of a mark that was to go; «refused»: it may be there still. */
export type DroppedMark = "dropped" | "noneOfOurs" | "refused";

/** Deletes the mark of a folder if the state remembers it. Never fails. */
export async function dropMark(path: string, state: State, folder: string): Promise<DroppedMark> {
  try {
    if ((await ourMark(path, state, folder)) === undefined) return "noneOfOurs";
    await unlink(join(path, markName));
    return "dropped";
  } catch {
    return "refused";
  }
}

/** The mark that a folder has, where the state remembers it. Throws `outputFailed`. */
export async function ourMark(path: string, state: State, folder: string): Promise<string | undefined> {
  const remembered = marks(state)[folder] ?? [];
  const mark = remembered.length === 0 ? undefined : await markOf(path);
  return mark !== undefined && remembered.includes(mark) ? mark : undefined;
}

/** The folders that were given one. */
export function markedFolders(state: State): readonly string[] {
  return Object.keys(marks(state));
}

export function forgetMark(state: State, folder: string): void {
  remember(state, folder, []);
}

type Marks = Readonly<Record<string, readonly string[]>>;

function marks(state: State): Marks {
  return marksSchema.parse(JSON.parse(state.meta.get("linkMarks") ?? "{}"));
}

function remember(state: State, folder: string, remembered: readonly string[]): void {
  const { [folder]: _, ...others } = marks(state);
  const next: Marks = remembered.length === 0 ? others : { ...others, [folder]: remembered };
  state.meta.set("linkMarks", JSON.stringify(next));
}
