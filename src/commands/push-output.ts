import { dirname } from "node:path";
import { ExophotosError } from "../errors.ts";
import { type CsvRecord, writeCsv } from "../manifest/csv-writer.ts";
import { writeDurably } from "../platform/durable-file.ts";
import type { PushEnded } from "../push/request.ts";
import type { PushResult } from "../push/result.ts";
import type { PushSettings } from "../settings/types.ts";
import type { TrafficCounters } from "../tenant/port.ts";
import type { PushCounts } from "./push-counts.ts";
import { failureText } from "./push-text.ts";

const columns = [
  "person",
  "objectId",
  "userPrincipalName",
  "file",
  "result",
  "reason",
  "detail",
  "checksum",
  "approvedBy",
  "approvedAt",
];

/** What came of everybody, as CSV in a file. Throws `outputFailed`, `publishBlocked`. */
export async function writeResults(path: string, results: readonly PushResult[]): Promise<void> {
  await writeDurably(path, writeCsv(columns, results.map(recordOf), ",", "utf8"), { tempDir: dirname(path) });
}

function recordOf({ entry, objectId, userPrincipalName, checksum, outcome }: PushResult): CsvRecord {
  const isFailed = outcome.kind === "failed";
  return [
    entry.person,
    objectId ?? "",
    userPrincipalName,
    entry.file ?? "",
    outcome.kind,
    isFailed ? outcome.reason : "",
    isFailed ? failureText(outcome) : "",
    checksum ?? "",
    entry.approvedBy,
    entry.approvedAt,
  ];
}

/** The one document on standard output; also of a run that was stopped. */
export function resultDocument(
  { task, dryRun }: PushSettings,
  { results, error }: PushEnded,
  counts: PushCounts,
  traffic: TrafficCounters,
): object {
  const { calls, retries, throttledAnswers, heldMs } = traffic;
  const ended = counts.failed > 0 ? "someFailed" : "done";
  return {
    formatVersion: 1,
    task: task.kind,
    dryRun,
    result: error === undefined ? ended : error instanceof ExophotosError ? error.code : "defect",
    counts,
    failures: results.flatMap(({ entry, objectId, userPrincipalName, outcome }) => {
      if (outcome.kind !== "failed") return [];
      const { person, line, file } = entry;
      const { kind: _, ...failure } = outcome;
      return [{ person, line, file, objectId, userPrincipalName, ...failure, detail: failureText(outcome) }];
    }),
    due: results.flatMap(({ entry, objectId, userPrincipalName, outcome }) =>
      outcome.kind === "toSend" || outcome.kind === "toRemove"
        ? [{ person: entry.person, objectId, userPrincipalName }]
        : [],
    ),
    traffic: { calls, retries, throttledAnswers, heldMs },
  };
}
