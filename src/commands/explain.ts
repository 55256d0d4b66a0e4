import { ExophotosError } from "../errors.ts";
import { stateOf } from "../export/open-output.ts";
import { parseObjectId } from "../model/object-id.ts";
import { refreshAgeMs } from "../plan/due.ts";
import type { ExplainSettings } from "../settings/types.ts";
import type { MailboxRecord } from "../store/mailboxes.ts";
import type { Answer, JoinedPerson } from "../store/people.ts";
import { openStateForReading } from "../store/state.ts";
import type { Services, VerbEnd } from "./services.ts";
import { writeDocument } from "./write-result.ts";

const answerWords = {
  photo: "the photo was downloaded",
  unchanged: "the photo is unchanged",
  none: "there is no photo",
  noneConfirmed: "the photo is gone, as two answers said",
  noMailbox: "there is no mailbox that could have a photo",
  failed: "no usable answer could be had",
  left: "the user no longer exists",
  outOfChoice: "the user exists and is outside the choice",
} as const satisfies Record<Answer, string>;

/** `exophotos explain PERSON`: why this person's picture is what it is. Throws `personUnknown`. */
export async function runExplain(settings: ExplainSettings, services: Services): Promise<VerbEnd> {
  const { out, person } = settings;
  const state = openStateForReading(await stateOf(out));
  try {
    const objectId = parseObjectId(person);
    const byId = objectId === undefined ? undefined : state.people.get(objectId);
    const found = byId === undefined ? state.people.withUserPrincipalName(person) : [byId];
    if (found.length === 0) throw new ExophotosError("personUnknown", { person, out });
    const last = {
      refreshAfterMs: Number(state.meta.get("refreshAfterMs") ?? 0),
      recheckWithinMs: Number(state.meta.get("recheckWithinMs") ?? 0),
    };
    const explained = found.map((joined) => {
      const mailbox = state.mailboxes.get(joined.record.person.objectId);
      return { ...explanation(joined, last), mailbox };
    });
    if (settings.console.json) writeDocument(services, { formatVersion: 1, people: explained });
    else services.stdout.write(explained.map(inWords).join("\n"));
    return "done";
  } finally {
    state.close();
  }
}

type Explained = ReturnType<typeof explanation> & { readonly mailbox: MailboxRecord | undefined };

/** The settings of the last pass; 0 = not set. */
interface LastPass {
  readonly refreshAfterMs: number;
  readonly recheckWithinMs: number;
}

function explanation({ record, photo, published }: JoinedPerson, { refreshAfterMs, recheckWithinMs }: LastPass) {
  const { objectId, properties } = record.person;
  return {
    objectId,
    userPrincipalName: properties.userPrincipalName,
    lastListedPass: record.listedPass,
    missedListings: record.missedListings,
    lastAskedPass: record.askedPass === 0 ? undefined : record.askedPass,
    lastAsked: timeOf(record.askedAtMs),
    answer: record.answer,
    answerDetail: record.answerDetail,
    askedAgainBy:
      recheckWithinMs === 0 || record.askedAtMs === 0 ? undefined : timeOf(record.askedAtMs + recheckWithinMs),
    photo:
      photo === undefined
        ? undefined
        : {
            file: photo.file,
            checksum: photo.checksum,
            metadataEtag: photo.metadataEtag,
            valueEtag: photo.valueEtag,
            perceptualHash: photo.perceptualHash,
            transcoded: photo.transcoded,
            renditions: photo.renditions,
            fetched: timeOf(photo.fetchedAtMs),
            refetchDue: timeOf(photo.fetchedAtMs + refreshAgeMs(objectId, refreshAfterMs)),
          },
    published: published === undefined ? undefined : { ...published.photo, properties: published.properties },
  };
}

function inWords(person: Explained): string {
  const { photo, published, answer, answerDetail } = person;
  const lines: [string, string][] = [
    ["Person", `${person.userPrincipalName} (${person.objectId})`],
    ["Last listed", `in pass ${person.lastListedPass}${missed(person.missedListings)}`],
    ["Last asked", person.lastAsked === undefined ? "never" : `${person.lastAsked}, in pass ${person.lastAskedPass}`],
    ["Answer", answer === undefined ? "none yet" : `${answerWords[answer]}${detailWords(answerDetail)}`],
    ["Photo", photo === undefined ? "none on record" : `${photo.file}, downloaded ${photo.fetched}${madeOf(photo)}`],
  ];
  if (person.mailbox !== undefined) lines.push(["Mailbox", mailboxWords(person.mailbox)]);
  if (photo !== undefined) {
    for (const [name, made] of Object.entries(photo.renditions)) {
      lines.push(["Rendition", `${name}: ${made.file}, ${made.width}x${made.height}, ${made.bytes} bytes`]);
    }
    lines.push(["Etag", `${photo.metadataEtag ?? "not asked"} (metadata), ${photo.valueEtag ?? "none"} (bytes)`]);
  }
  lines.push(["Next due", dueWords(person)]);
  if (published === undefined) lines.push(["Published", "no row"]);
  else lines.push(["Published", publishedWords(published)]);
  return `${lines.map(([name, value]) => `${name.padEnd(12)} ${value}`).join("\n")}\n`;
}

function dueWords({ askedAgainBy, photo }: Explained): string {
  const asked = askedAgainBy === undefined ? "asked in each pass" : `asked by ${askedAgainBy} at the latest`;
  return photo === undefined ? asked : `${asked}; downloaded again at the latest from ${photo.refetchDue}`;
}

function mailboxWords({ hasPicture, listedPass }: MailboxRecord): string {
  return `said in pass ${listedPass} that it has ${hasPicture ? "a" : "no"} picture`;
}

function madeOf({ transcoded }: NonNullable<Explained["photo"]>): string {
  return transcoded ? ", made a JPEG" : "";
}

function publishedWords(published: NonNullable<Explained["published"]>): string {
  if (published.file === undefined) return "a row without a photo";
  return `${published.file}, ${published.width}x${published.height}, first seen ${published.modified}, ${published.checksumAlgorithm} ${published.checksum}`;
}

function missed(listings: number): string {
  return listings === 0 ? "" : `; the last ${listings} ended listings did not have them`;
}

function detailWords(detail: JoinedPerson["record"]["answerDetail"]): string {
  if (detail === undefined) return "";
  const facts = [detail.reason, detail.status, detail.graphCode, detail.message].filter((fact) => fact !== undefined);
  return ` (${facts.join(", ")})`;
}

function timeOf(ms: number): string | undefined {
  return ms === 0 ? undefined : new Date(ms).toISOString();
}
