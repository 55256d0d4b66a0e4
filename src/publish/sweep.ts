import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { errnoOf } from "../errors.ts";
import { type HistorySegment, listSegments } from "../manifest/history.ts";
import { outputLayout } from "../manifest/output-layout.ts";
import { isPictureName } from "../manifest/photo-names.ts";
import { deleteUnlessHeld } from "../platform/delete-unless-held.ts";
import { flushDirectory } from "../platform/durable-file.ts";
import { outputError } from "../platform/output-error.ts";

/** What a sweep of files came to: how many are gone now, and how many somebody has open. */
export interface SweptFiles {
  readonly deleted: number;
  readonly waiting: number;
}

const namesPerForget = 2000;

/**
 * Deletes files that the state recorded and that no manifest has listed for long enough. `candidates` are names
 * relative to OUT; one that is not of our own pattern is never touched, and stays a candidate. A file that is gone
 * already counts as deleted; one that somebody has open waits for the next sweep. `forget` is called with the names that
 * are gone, some thousand at a time, once a power loss cannot bring them back. Throws `outputFailed`.
 */
export async function sweepFiles(
  out: string,
  candidates: Iterable<string>,
  forget: (names: readonly string[]) => void,
): Promise<SweptFiles> {
  let deleted = 0;
  let waiting = 0;
  let gone: string[] = [];
  const forgetGone = async () => {
    await flushFoldersOf(out, gone);
    if (gone.length > 0) forget(gone);
    deleted += gone.length;
    gone = [];
  };
  for (const name of candidates) {
    if (!isPictureName(name)) continue;
    if (await deleteUnlessHeld(join(out, name))) gone.push(name);
    else waiting += 1;
    if (gone.length >= namesPerForget) await forgetGone();
  }
  await forgetGone();
  return { deleted, waiting };
}

/** Nobody would delete a file that is there again and that the state knows nothing of. */
async function flushFoldersOf(out: string, names: readonly string[]): Promise<void> {
  const folders = new Set(names.map((name) => join(out, dirname(name))));
  for (const folder of folders) if (existsSync(folder)) await flushDirectory(folder);
}

/**
 * Deletes history segments from the oldest on, as long as `isExpired` says so: the history that stays has no gap.
 * Returns how many went. Throws `outputFailed`.
 */
export async function sweepHistory(out: string, isExpired: (segment: HistorySegment) => boolean): Promise<number> {
  let deleted = 0;
  for (const segment of await listSegments(out)) {
    if (!isExpired(segment) || !(await deleteUnlessHeld(segment.path))) return deleted;
    deleted += 1;
  }
  return deleted;
}

/**
 * Deletes the logs of all but the newest `keep` passes: `<pass>.ndjson`, and what lies beside it as `<pass>-<word>.csv`.
 * Throws `outputFailed`.
 */
export async function sweepLogs(out: string, keep = 30): Promise<void> {
  const { logsDir } = outputLayout(out);
  let names: readonly string[];
  try {
    names = await readdir(logsDir);
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return;
    throw outputError(logsDir, "list", error);
  }
  const logs = names.flatMap((name) => {
    const pass = /^(\d+)(\.ndjson|-[a-z]+\.csv)$/.exec(name)?.[1];
    return pass === undefined ? [] : { name, pass: Number(pass) };
  });
  const passes = [...new Set(logs.map(({ pass }) => pass))].sort((a, b) => b - a);
  const kept = new Set(passes.slice(0, keep));
  for (const { name, pass } of logs) {
    if (!kept.has(pass)) await deleteUnlessHeld(join(logsDir, name));
  }
}
