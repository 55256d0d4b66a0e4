import { type ExophotosError, hasCode } from "../errors.ts";
import type { PassNotice, PassStage } from "../export/events.ts";
import { counted, grouped, spanWords } from "../model/quantities.ts";
import { explainError } from "./explain-error.ts";
import { namesWith } from "./explanation.ts";

/** What a pass is doing, in words. */
export const stageWords: Readonly<Record<PassStage, string>> = {
  recover: "looking after the last pass",
  discover: "asking Exchange which mailboxes have a picture",
  list: "listing people",
  photos: "asking for photos",
  confirm: "asking again before anything is removed",
  rehash: "computing checksums",
  publish: "publishing",
  sweep: "removing old files",
  links: "bringing the by-name folders into step",
};

/** A notice of a pass as a sentence. */
export function noticeText(notice: PassNotice): string {
  switch (notice.notice) {
    case "certificateEnds":
      return `The certificate that signs in ends on ${notice.endsAt.slice(0, 10)}, ${notice.days === 0 ? "within a day" : `in ${counted(notice.days, "day", "days")}`}. Add a new one to the app registration and change to it before that; after it no pass can sign in.`;
    case "listingRestarted":
      return `The listing of people began again from its start: ${notice.reason}. Nobody is lost or counted twice.`;
    case "checksumChanged":
      return `Checksums change from ${notice.from} to ${notice.to}: ${counted(notice.rows, "row becomes", "rows become")} a Modify; nothing is downloaded for it.`;
    case "renditionsChanged":
      return renditionsText(notice);
    case "repairedAfterCrash":
      return `After a crash ${counted(notice.files, "file was", "files were")} not as recorded and will be fetched again.`;
    case "manifestNotOurs":
      return `${notice.path} is missing or not what the last pass published. This pass writes it anew.`;
    case "historyMissing":
      return `The last changes, up to sequence ${notice.lastSequence}, are missing in ${notice.path}. Delta consumers that had not read them need a full import.`;
    case "publishUndone":
      return `The last pass had stopped before it published${usedAgain(notice)}.`;
    case "publishCompleted":
      return `What the last pass had published up to sequence ${notice.sequence} is now recorded.`;
    case "historyRestarted":
      return `The state is rebuilt from what is published (${counted(notice.adopted, "row", "rows")}) and the history begins anew as ${notice.history}. Delta consumers need a full import.`;
    case "renameWaits":
      return `Waiting for ${spanWords(notice.waitedMs)} until another program closes ${notice.path}.`;
    case "unlistedKept":
      return `${counted(notice.people, "person was", "people were")} not in the listing and still ${notice.people === 1 ? "exists; that person keeps" : "exist; they keep"} what was published.`;
    case "diskRefused":
      return `${diskWords[notice.doing]} ${notice.path} (${notice.errno}); what was published is not affected.`;
    case "exchangeUnheard":
      return unheardText(notice.error);
    case "exchangeContradicted":
      return `${counted(notice.people, "person has", "people have")} a photo although the mailbox says that it has no picture, which ${counted(notice.withoutPicture, "mailbox says", "mailboxes say")} in all. With --discover exchange-only, new photos of such people are missed.`;
    case "linkCollisions":
      return collisionsText(notice);
    case "deadlineReached":
      return `The deadline is reached with ${grouped(notice.remaining)} people not asked; what there is will be published.`;
    case "interrupted":
      return `Interrupted: what is in flight has ${spanWords(notice.graceMs)} to end; nothing new is asked. Once more ends it at once.`;
  }
}

/** What to do about Exchange itself is said; about a network that failed the summary would say it again. */
function unheardText(error: ExophotosError): string {
  const { what, why, todo } = explainError(error, namesWith(undefined));
  const isExchanges = hasCode(error, "exchangeForbidden") || hasCode(error, "exchangeUnusable");
  const sentences = [what, why, "The pass goes on without Exchange's word and asks about everybody."];
  return [...sentences, isExchanges ? todo : undefined].filter((sentence) => sentence !== undefined).join(" ");
}

function renditionsText({ made, dropped, rows }: Extract<PassNotice, { notice: "renditionsChanged" }>): string {
  const sentences: string[] = [];
  if (made.length > 0) {
    sentences.push(
      `${made.length === 1 ? "The rendition" : "The renditions"} ${made.join(", ")} ${made.length === 1 ? "is" : "are"} made anew from the photos at hand.`,
    );
  }
  if (dropped.length > 0) {
    sentences.push(
      `${dropped.length === 1 ? "The rendition" : "The renditions"} ${dropped.join(", ")} ${dropped.length === 1 ? "is" : "are"} no longer made; the columns and the files go.`,
    );
  }
  return `${sentences.join(" ")} Up to ${counted(rows, "row becomes", "rows become")} a Modify.`;
}

function collisionsText({ folder, names, examples }: Extract<PassNotice, { notice: "linkCollisions" }>): string {
  const named = examples.map(({ name, people }) => `${name} (${people.join(", ")})`).join("; ");
  const more = names > examples.length ? "; …" : "";
  return `In ${folder} nobody has ${names === 1 ? "a name" : `${grouped(names)} names`} that several people should have: ${named}${more}. Give each of them a value of their own.`;
}

const diskWords = {
  publish: "The pass is published, and the next one completes it: could not write",
  sweep: "Could not remove the old file",
  log: "Could not write the log",
  summary: "Could not write the summary",
} as const;

/** A pass that changed nothing has no numbers: its last one is below its first. */
function usedAgain({ firstSequence, lastSequence }: { firstSequence: number; lastSequence: number }): string {
  return firstSequence > lastSequence
    ? ""
    : `: its sequence numbers ${firstSequence} to ${lastSequence} are used again`;
}
