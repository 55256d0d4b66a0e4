import { ExophotosError } from "../errors.ts";
import type { LinkFolderResult } from "../links/link-tally.ts";
import type { Answer } from "../store/people.ts";
import { countNotAsked, exchangeFigures } from "./hear-exchange.ts";
import type { PassContext } from "./pass-context.ts";
import type { Published } from "./publish-pass.ts";
import type { PassResult, PassSummary, PersonFailure } from "./summary.ts";

/** Failures that last-run.json names one by one. */
const namedFailures = 1000;

/** What of a pass's end goes into its summary. */
export interface PassEnd {
  readonly result: PassResult;
  readonly exitCode: number;
  readonly published: (Pick<Published, "tally"> & Partial<Published>) | undefined;
  readonly links: readonly LinkFolderResult[];
  readonly sweptFiles: number;
  readonly error: unknown;
}

/** How many people a pass got each answer for; taken before a publish forgets those who left. */
export type AnswerCounts = Partial<Record<Answer, number>>;

/** The summary of a pass, whatever way it ended. */
export function makeSummary(context: PassContext, answers: AnswerCounts, end: PassEnd): PassSummary {
  const { options, parts, progress, state, pass, startedAtMs, stops } = context;
  const endedAtMs = parts.clock.now();
  const failed = answers.failed ?? 0;
  const tally = end.published?.tally;
  const description = end.published?.description;
  return {
    formatVersion: 1,
    version: options.version,
    pass,
    tenantId: options.tenantId,
    history: state.meta.get("history") ?? "",
    startedAt: new Date(startedAtMs).toISOString(),
    endedAt: new Date(endedAtMs).toISOString(),
    elapsedMs: endedAtMs - startedAtMs,
    result: end.result,
    exitCode: end.exitCode,
    people: {
      listed: progress.listed,
      withPhoto: (answers.photo ?? 0) + (answers.unchanged ?? 0),
      withoutPhoto: (answers.none ?? 0) + (answers.noneConfirmed ?? 0),
      noMailbox: answers.noMailbox ?? 0,
      failed,
      left: answers.left ?? 0,
      outOfChoice: answers.outOfChoice ?? 0,
      unlistedKept: progress.unlistedKept,
      leftUnasked: progress.leftUnasked,
      notDue: progress.notDue,
      notAsked: countNotAsked(context),
    },
    photos: {
      downloaded: progress.downloaded,
      downloadedBytes: progress.downloadedBytes,
      transcoded: progress.transcoded,
      renditionsMade: progress.renditionsMade,
      unchanged: answers.unchanged ?? 0,
      added: tally?.photos.added ?? 0,
      changed: tally?.photos.changed ?? 0,
      removed: tally?.photos.removed ?? 0,
    },
    manifest:
      tally === undefined
        ? undefined
        : {
            rows: tally.figures.nextRows,
            sha256: description?.sha256 ?? "",
            sequence: tally.lastSequence,
            changes: tally.changes,
          },
    exchange: exchangeFigures(context),
    links: end.links,
    sweptFiles: end.sweptFiles,
    listingEnded: progress.listingEnded,
    deadlineReached: stops.deadlineReached(),
    certificateEndsAt: parts.certificateEndsAt?.toISOString(),
    failures: failed === 0 ? [] : state.people.failures(pass, namedFailures).map(failureOf),
    failuresTotal: failed,
    traffic: parts.tenant.counters(),
    error: errorOf(end.error),
    samples: context.samples.all(),
  };
}

function failureOf({
  person,
  answerDetail,
}: ReturnType<PassContext["state"]["people"]["failures"]>[number]): PersonFailure {
  return {
    objectId: person.objectId,
    userPrincipalName: person.properties.userPrincipalName,
    reason: answerDetail?.reason ?? "unexpected",
    status: answerDetail?.status,
    graphCode: answerDetail?.graphCode,
    message: answerDetail?.message ?? "",
    tries: answerDetail?.tries ?? 0,
  };
}

function errorOf(error: unknown): PassSummary["error"] {
  if (error === undefined) return undefined;
  if (error instanceof ExophotosError) return { code: error.code, facts: error.facts };
  return { code: "defect", facts: { message: error instanceof Error ? error.message : String(error) } };
}
