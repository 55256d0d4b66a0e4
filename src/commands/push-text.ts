import { counted, grouped, printable, spanWords } from "../model/quantities.ts";
import type { PushFailure, PushResult } from "../push/result.ts";
import type { FailureReason, NoMailboxReason } from "../tenant/outcome.ts";
import type { TrafficCounters } from "../tenant/port.ts";
import type { PushCounts } from "./push-counts.ts";

const namedFailures = 20;

/** Everybody for whom it failed, a line each, as many as one reads. */
export function failureLines(results: readonly PushResult[]): readonly string[] {
  const lines = results.flatMap(({ entry, outcome }) => {
    if (outcome.kind !== "failed") return [];
    const where = entry.line === undefined ? "" : ` (line ${entry.line})`;
    return [printable(`${entry.person}${where}: ${failureText(outcome)}.`)];
  });
  const more = lines.length - namedFailures;
  const rest =
    more > 0 ? [`And ${counted(more, "more person", "more people")}; --to and --json name all of them.`] : [];
  return [...lines.slice(0, namedFailures), ...rest];
}

/** Why it failed for a person, as a clause. */
export function failureText(failure: PushFailure): string {
  switch (failure.reason) {
    case "unknownPerson":
      return "the tenant knows nobody of that name";
    case "ambiguousPerson":
      return `${counted(failure.people, "person has", "people have")} that name; use the object id`;
    case "samePerson":
      return `"${failure.other}" names the same person, and which photo is the right one is not known`;
    case "left":
      return "the user object is gone";
    case "noMailbox":
      return `there is no mailbox to have a photo in (${noMailboxWords[failure.why]})`;
    case "fileUnreadable":
      return `the file cannot be read (${failure.errno})`;
    case "notApproved":
      return "the file does not have the checksum of the list: it is not the one that was approved";
    case "fileChanged":
      return "the file was replaced while it was being sent";
    case "pictureUnusable":
      return `the picture cannot be used (${failure.message === "" ? failure.problem : failure.message})`;
    case "refused":
      return `Graph does not take it (${refusalWords[failure.why]})`;
    case "unconfirmed":
      return "Graph took it and does not show it yet; the next run looks again";
    case "graph":
      return graphWords(failure);
  }
}

const noMailboxWords: Readonly<Record<NoMailboxReason, string>> = {
  onPremises: "it is on premises",
  inactive: "it is inactive, soft-deleted or on premises",
  notProvisioned: "none is provisioned; for a new licence wait a quarter of an hour",
  noExchange: "no Exchange Online",
};

const refusalWords = {
  tooLarge: "more than 4 MB",
  wrongType: "not the type of picture that it takes",
} as const;

const reasonWords: Readonly<Record<FailureReason, string>> = {
  throttled: "Graph asked to wait for longer than --max-wait",
  forbidden: "Graph forbids it",
  serviceError: "Graph reports an error of its own",
  unreachable: "Graph was not reached",
  timeout: "Graph did not answer in time",
  invalidAnswer: "Graph's answer was none",
  unexpected: "Graph refuses it",
};

function graphWords({ why, status, graphCode, message }: Extract<PushFailure, { reason: "graph" }>): string {
  const details = [status, graphCode, message].filter((detail) => detail !== undefined && detail !== "").join(" ");
  return details === "" ? reasonWords[why] : `${reasonWords[why]} (${details})`;
}

/** What came of it in a sentence, and where Graph held it up. */
export function summaryLines(counts: PushCounts, traffic: TrafficCounters): readonly string[] {
  const held = traffic.heldMs;
  const answers = counted(traffic.throttledAnswers, "throttled answer", "throttled answers");
  return [
    ...(held === 0 ? [] : [`Graph asked to wait for ${spanWords(held)} in all (${answers}).`]),
    `${counted(counts.named, "person", "people")} named: ${parts(counts).join(", ") || "nothing to do"}.`,
  ];
}

function parts(counts: PushCounts): readonly string[] {
  const words: readonly (readonly [number, string])[] = [
    [counts.sent, "sent"],
    [counts.toSend, "to send"],
    [counts.removed, "removed"],
    [counts.toRemove, "to remove"],
    [counts.unchanged, "unchanged"],
    [counts.looksSame, "already there by the look of it"],
    [counts.kept, "kept as they are"],
    [counts.hadNone, "without a photo"],
    [counts.failed, "failed"],
  ];
  return words.filter(([count]) => count > 0).map(([count, what]) => `${grouped(count)} ${what}`);
}
