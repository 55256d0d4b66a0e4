import { join } from "node:path";
import type { PassSummary } from "../export/summary.ts";
import type { LinkFolderResult } from "../links/link-tally.ts";
import { bytesWords, counted, grouped, spanWords } from "../model/quantities.ts";
import type { ToldLine, Tone } from "./tone.ts";

const namedFailures = 3;

/**
 * A pass in words, a sentence or two a line: whom it asked, what it fetched, what needs attention; the last line says
 * how it ended and where the result is. `out` is the directory as the operator should read it.
 */
export function summaryText(summary: PassSummary, out: string): readonly ToldLine[] {
  const inTone = (tone: Tone) => (text: string) => ({ text, tone });
  return [
    ...[peopleLine(summary), photosLine(summary), ...trafficLines(summary)].map(inTone("plain")),
    ...summary.links.map(linksLine).map(inTone("plain")),
    ...attentionLines(summary, out).map(inTone("attention")),
    { text: lastLine(summary, out), tone: lastTones[summary.result] },
  ];
}

const lastTones = {
  published: "done",
  publishedWithFailures: "attention",
  dryRun: "done",
  stoppedByGuard: "failure",
  failed: "failure",
  interrupted: "attention",
} as const satisfies Record<PassSummary["result"], Tone>;

function peopleLine({ people }: PassSummary): string {
  const parts = [
    `${grouped(people.withPhoto)} with a photo`,
    `${grouped(people.withoutPhoto)} without`,
    ...some(people.noMailbox, "without a mailbox"),
    ...some(people.failed, "failed"),
    ...some(people.leftUnasked, "not asked (no picture in Exchange)"),
    ...some(people.notDue, "not due"),
    ...some(people.left, "left"),
    ...some(people.outOfChoice, "no longer chosen"),
  ];
  return `${counted(people.listed, "person", "people")} listed: ${parts.join(", ")}.`;
}

function some(count: number, words: string): string[] {
  return count === 0 ? [] : [`${grouped(count)} ${words}`];
}

function photosLine({ photos, elapsedMs }: PassSummary): string {
  const downloaded = `${counted(photos.downloaded, "photo", "photos")} (${bytesWords(photos.downloadedBytes)})`;
  return `Downloaded ${downloaded} in ${spanWords(elapsedMs)}; ${grouped(photos.unchanged)} unchanged.`;
}

function trafficLines({ traffic }: PassSummary): string[] {
  if (traffic === undefined || traffic.heldMs === 0) return [];
  const answers = counted(traffic.throttledAnswers, "throttled answer", "throttled answers");
  return [`Graph asked to wait for ${spanWords(traffic.heldMs)} in all (${answers}).`];
}

function linksLine(result: LinkFolderResult): string {
  const { folder, links, placed, removed, withoutValue, collisionsTotal, notPlacedTotal } = result;
  const parts = [
    `${grouped(placed)} new or changed`,
    `${grouped(removed)} removed`,
    ...some(withoutValue, "people have no value to be named by"),
    ...some(collisionsTotal, "names wanted by several people, so nobody has them"),
    ...some(notPlacedTotal, "left for the next pass"),
  ];
  return `${counted(links, "file", "files")} in ${folder}: ${parts.join(", ")}.`;
}

function attentionLines(summary: PassSummary, out: string): string[] {
  const { people, failures, failuresTotal, deadlineReached, listingEnded, result } = summary;
  const lines: string[] = [];
  if (failuresTotal > 0) {
    const named = failures
      .slice(0, namedFailures)
      .map((one) => `${one.userPrincipalName || one.objectId} (${one.reason})`);
    const more = failuresTotal > named.length ? `, and ${grouped(failuresTotal - named.length)} more` : "";
    const keep = failuresTotal === 1 ? "failed and keeps" : "failed and keep";
    lines.push(
      `${counted(failuresTotal, "person", "people")} ${keep} what was published before: ${named.join(", ")}${more}. See ${join(out, "last-run.json")}; the next pass asks again.`,
    );
  }
  if (deadlineReached) {
    const notAsked = counted(people.notAsked, "person was", "people were");
    lines.push(`The deadline came first: ${notAsked} not asked; the next pass goes on with them.`);
  }
  if (people.unlistedKept > 0) {
    lines.push(`${counted(people.unlistedKept, "person", "people")} missing from the listing but still there: kept.`);
  }
  if (!listingEnded && result.startsWith("published")) {
    lines.push("The listing did not reach its end, so nobody was removed.");
  }
  return lines;
}

function lastLine(summary: PassSummary, out: string): string {
  switch (summary.result) {
    case "published":
      return `Done: ${published(summary, out)}`;
    case "publishedWithFailures":
      return `Done, but not for everybody: ${published(summary, out)}`;
    case "dryRun":
      return `Dry run: ${changes(summary)} Nothing was written to ${out}.`;
    case "stoppedByGuard":
      return `Stopped by a guard: nothing was published; ${out} stays as it was.`;
    case "failed":
      return `Failed: nothing was published; ${out} stays as it was.`;
    case "interrupted":
      return "Interrupted: nothing was published; the next pass goes on where this one stopped.";
  }
}

function published(summary: PassSummary, out: string): string {
  const rows = counted(summary.manifest?.rows ?? 0, "row", "rows");
  return `${rows} in ${join(out, "manifest.csv")}. ${changes(summary)}`;
}

function changes({ manifest, photos, result }: PassSummary): string {
  const {
    add,
    modify,
    delete: removed,
  } = manifest?.changes ?? { add: photos.added, modify: photos.changed, delete: photos.removed };
  if (add + modify + removed === 0) return "Nothing changed.";
  const sequence = manifest === undefined || result === "dryRun" ? "" : `, up to sequence ${manifest.sequence}`;
  const verb = result === "dryRun" ? "would be " : "";
  return `${grouped(add)} ${verb}added, ${grouped(modify)} modified, ${grouped(removed)} deleted${sequence}.`;
}
