import type { LastRun } from "../manifest/last-run-json.ts";
import type { ReportPeople } from "./people.ts";
import type { PhotoChange } from "./person.ts";

/** What a report says in numbers. Counts are people or photos; those of the pass are last-run.json's. */
export interface ReportFigures {
  readonly pass: number;
  readonly result: LastRun["result"];
  readonly exitCode: number;
  readonly startedAt: string;
  readonly endedAt: string;
  readonly elapsedMs: number;
  readonly throttledMs: number;
  readonly listed: number;
  readonly withPhoto: number;
  readonly withoutPhoto: number;
  readonly noMailbox: number;
  readonly failed: number;
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
  readonly unchanged: number;
  readonly downloaded: number;
  readonly downloadedBytes: number;
  /** Of the last change that is published; undefined before the first publish. */
  readonly sequence: number | undefined;
  /** Everybody in the export, and how many of them have a published photo. */
  readonly people: number;
  readonly published: number;
  /** Percent, to one digit; undefined where there is nobody. */
  readonly coverage: number | undefined;
  /** What the last pass that published did, which may be an earlier one. */
  readonly publishedChanges: Readonly<Record<PhotoChange, number>>;
  /** People whom the page lists, and those it has no room for. */
  readonly rows: number;
  readonly rowsLeftOut: number;
}

/** Puts the figures together. `rows`: how many the page lists; `sequence`: the published one. */
export function figuresOf(
  lastRun: LastRun,
  everybody: ReportPeople,
  { rows, sequence }: { readonly rows: number; readonly sequence: number | undefined },
): ReportFigures {
  const { people, withPhoto, all } = everybody.count();
  const { pass, result, exitCode, startedAt, endedAt, elapsedMs, traffic } = lastRun;
  const { added, changed, removed, unchanged, downloaded, downloadedBytes } = lastRun.photos;
  return {
    pass,
    result,
    exitCode,
    startedAt,
    endedAt,
    elapsedMs,
    throttledMs: traffic?.heldMs ?? 0,
    listed: lastRun.people.listed,
    withPhoto: lastRun.people.withPhoto,
    withoutPhoto: lastRun.people.withoutPhoto,
    noMailbox: lastRun.people.noMailbox,
    failed: lastRun.people.failed,
    added,
    changed,
    removed,
    unchanged,
    downloaded,
    downloadedBytes,
    sequence,
    people,
    published: withPhoto,
    coverage: people === 0 ? undefined : Math.round((withPhoto / people) * 1000) / 10,
    publishedChanges: everybody.countChanges(),
    rows,
    rowsLeftOut: all - rows,
  };
}
