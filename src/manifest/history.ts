import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { ExophotosError, errnoOf } from "../errors.ts";
import type { Change } from "../model/change.ts";
import { outputError } from "../platform/output-error.ts";
import { readChanges } from "./changes-csv.ts";
import { damaged } from "./damaged.ts";
import { outputLayout } from "./output-layout.ts";

/** One immutable file of the history: the changes of one pass, from `first` to `last`. */
export interface HistorySegment {
  readonly first: number;
  readonly last: number;
  readonly path: string;
}

/** The file name of a segment, inside `changes/`. */
export function segmentName(first: number, last: number): string {
  return `${first}-${last}.csv`;
}

/** The numbers in a segment's file name, or undefined when it is no such name. */
export function parseSegmentName(name: string): { readonly first: number; readonly last: number } | undefined {
  const match = /^([1-9]\d{0,14})-([1-9]\d{0,14})\.csv$/.exec(name);
  const [first, last] = [Number(match?.[1]), Number(match?.[2])];
  return match !== null && first <= last ? { first, last } : undefined;
}

/** All segments of OUT's history in order; files with other names are passed over. Throws `outputFailed`. */
export async function listSegments(out: string): Promise<readonly HistorySegment[]> {
  const { changesDir } = outputLayout(out);
  const segments: HistorySegment[] = [];
  for (const name of await namesIn(changesDir)) {
    const numbers = parseSegmentName(name);
    if (numbers !== undefined) segments.push({ ...numbers, path: join(changesDir, name) });
  }
  return segments.sort((a, b) => a.first - b.first);
}

/**
 * The changes with numbers above `since` and up to `upTo`, in order and without gaps. `upTo` is the sequence of the
 * published manifest: a segment beyond it belongs to a publish that has not been committed.
 * Throws `historyGone` when the first wanted change is older than what is kept, `manifestDamaged` when one is missing
 * or a segment is not what its name says, `outputFailed`.
 */
export async function* readChangesSince(out: string, since: number, upTo: number): AsyncIterable<Change> {
  if (since >= upTo) return;
  const segments = (await listSegments(out)).filter((segment) => segment.last > since && segment.first <= upTo);
  const oldest = segments[0]?.first ?? upTo + 1;
  if (oldest > since + 1) throw new ExophotosError("historyGone", { since: String(since), oldestSequence: oldest });
  let next = since + 1;
  for (const segment of segments) {
    for await (const change of readSegment(segment)) {
      if (change.sequence < next) continue;
      if (change.sequence > next) break;
      if (next > upTo) return;
      yield change;
      next += 1;
    }
  }
  if (next <= upTo) throw damaged(outputLayout(out).changesDir, `change ${next} of the history is missing`);
}

/** One segment's changes. Throws `manifestDamaged` when they are not the numbers of its name, `outputFailed`. */
export async function* readSegment(segment: HistorySegment): AsyncIterable<Change> {
  let next = segment.first;
  for await (const change of readChanges(segment.path)) {
    if (change.sequence !== next) throw damaged(segment.path, `change ${next} is missing`);
    yield change;
    next += 1;
  }
  if (next !== segment.last + 1) throw damaged(segment.path, `it ends before change ${segment.last}`);
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return [];
    throw outputError(folder, "list", error);
  }
}
