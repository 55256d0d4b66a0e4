import * as z from "zod";
import type { Answered } from "../graph/inspect.ts";
import type { ObjectId } from "../model/object-id.ts";
import { bare, base64In, hashOf, mediaType, signatureOf, yesNo } from "./facts-words.ts";
import type { DoctorService } from "./service.ts";
import type { Counts, Tally } from "./tally.ts";
import { noteAnswer, word } from "./watched-http.ts";

/**
 * How this tenant's Graph behaves where Microsoft's documents leave it open. Numbers and words of the protocol only:
 * nothing in it names a person, a tenant or an application.
 */
export interface Facts {
  readonly people: { readonly asked: number; readonly withPhoto: number };
  /** How Graph says in metadata that there is no photo: status and code, or the 1x1 placeholder. */
  readonly missingPhoto: Counts;
  /** The ETag header of the bytes against `@odata.mediaEtag`: same, different, absent. */
  readonly valueEtag: Counts;
  /** Asked a second time: are etag and bytes the same? */
  readonly askedTwice: { readonly sameEtag: Counts; readonly sameBytes: Counts };
  /** Statuses of answers to If-None-Match with the etag at hand. */
  readonly ifNoneMatch: Counts;
  readonly contentTypes: Counts;
  /** What the bytes begin like. */
  readonly signatures: Counts;
  /** Pixels as metadata have them. */
  readonly sizes: Counts;
  readonly bytes: { readonly least: number; readonly median: number; readonly most: number } | undefined;
  /** One batch of the same photos: statuses of its parts, and whether their bytes are those that came alone. */
  readonly batch: { readonly statuses: Counts; readonly sameBytes: Counts };
  readonly throttling: { readonly answers429: number; readonly retryAfterSeconds: Counts; readonly headers: Counts };
}

const metadata = z.object({ width: z.number(), height: z.number(), "@odata.mediaEtag": z.string().nullish() });
const errorBody = z.object({ error: z.object({ code: z.string() }) });

/** People are asked about until so many have a photo. */
export const factsSample = 20;
const batchSize = 20;

interface Metadata {
  readonly id: ObjectId;
  readonly etag: string | undefined;
}

/** Asks about up to 20 people with a photo; every question only reads. Throws what the calls throw. */
export async function gatherFacts(
  { graph, answers: seen }: Pick<DoctorService, "graph" | "answers">,
  ids: readonly ObjectId[],
  signal: AbortSignal,
): Promise<Facts> {
  const { asked, found } = await findPhotos(graph, ids, seen, signal);
  const alone = new Map<ObjectId, string>();
  const sizes: number[] = [];
  for (const { id, etag } of found) {
    const first = await graph.ask(`/users/${id}/photo/$value`, { due: "bytes" }, signal);
    const bytes = photoIn(first);
    if (bytes === undefined) continue;
    const valueEtag = bare(headersOf(first).etag);
    sizes.push(bytes.byteLength);
    alone.set(id, hashOf(bytes));
    seen.add("contentTypes", mediaType(headersOf(first)["content-type"]));
    seen.add("signatures", signatureOf(bytes));
    seen.add("valueEtag", valueEtag === undefined ? "absent" : valueEtag === etag ? "same" : "different");
    await askAgain(graph, id, { valueEtag, hash: hashOf(bytes), any: valueEtag ?? etag }, seen, signal);
  }
  await askTogether(graph, alone, seen, signal);
  const sorted = sizes.sort((one, other) => one - other);
  return {
    people: { asked, withPhoto: found.length },
    missingPhoto: seen.of("missingPhoto"),
    valueEtag: seen.of("valueEtag"),
    askedTwice: { sameEtag: seen.of("sameEtag"), sameBytes: seen.of("sameBytes") },
    ifNoneMatch: seen.of("ifNoneMatch"),
    contentTypes: seen.of("contentTypes"),
    signatures: seen.of("signatures"),
    sizes: seen.of("sizes"),
    bytes: spread(sorted),
    batch: { statuses: seen.of("batchStatuses"), sameBytes: seen.of("batchSameBytes") },
    throttling: {
      answers429: seen.of("statuses")["429"] ?? 0,
      retryAfterSeconds: seen.of("retryAfter"),
      headers: seen.of("limitHeaders"),
    },
  };
}

async function findPhotos(
  graph: DoctorService["graph"],
  ids: readonly ObjectId[],
  seen: Tally,
  signal: AbortSignal,
): Promise<{ readonly asked: number; readonly found: readonly Metadata[] }> {
  const found: Metadata[] = [];
  let asked = 0;
  for (const id of ids) {
    if (found.length === factsSample) break;
    asked += 1;
    const answered = await graph.ask(`/users/${id}/photo`, { due: "json" }, signal);
    if (answered.kind !== "answer") continue;
    const { status, body } = answered.answer;
    const read = status === 200 ? metadata.safeParse(body).data : undefined;
    if (read === undefined) {
      const code = word(errorBody.safeParse(body).data?.error.code);
      seen.add("missingPhoto", `${status} ${code}`);
    } else if (read.width <= 1 && read.height <= 1) {
      seen.add("missingPhoto", "200 with the 1x1 placeholder");
    } else {
      seen.add("sizes", `${read.width}x${read.height}`);
      found.push({ id, etag: bare(read["@odata.mediaEtag"] ?? undefined) });
    }
  }
  return { asked, found };
}

async function askAgain(
  graph: DoctorService["graph"],
  id: ObjectId,
  first: { readonly valueEtag: string | undefined; readonly hash: string; readonly any: string | undefined },
  seen: Tally,
  signal: AbortSignal,
): Promise<void> {
  const path = `/users/${id}/photo/$value`;
  const second = await graph.ask(path, { due: "bytes" }, signal);
  const bytes = photoIn(second);
  if (bytes !== undefined) {
    seen.add("sameBytes", yesNo(hashOf(bytes) === first.hash));
    seen.add("sameEtag", yesNo(bare(headersOf(second).etag) === first.valueEtag));
  }
  if (first.any === undefined) return;
  const headers = { "if-none-match": `"${first.any}"` };
  const conditional = await graph.ask(path, { due: "bytes", headers }, signal);
  seen.add("ifNoneMatch", conditional.kind === "answer" ? String(conditional.answer.status) : conditional.reason);
}

async function askTogether(
  graph: DoctorService["graph"],
  alone: ReadonlyMap<ObjectId, string>,
  seen: Tally,
  signal: AbortSignal,
): Promise<void> {
  const ids = [...alone.keys()].slice(0, batchSize);
  if (ids.length === 0) return;
  const paths = ids.map((id) => `/users/${id}/photo/$value`);
  const answered = await graph.askBatch("value", paths, signal);
  if (answered.kind === "failed") {
    seen.add("batchStatuses", `whole batch: ${answered.reason}`);
    return;
  }
  for (const [place, id] of ids.entries()) {
    const answer = answered.answers.get(place);
    seen.add("batchStatuses", answer === undefined ? "no answer" : String(answer.status));
    if (answer === undefined) continue;
    noteAnswer(answer.status, answer.headers, seen);
    if (answer.status !== 200) continue;
    const bytes = base64In(answer.body);
    seen.add("batchSameBytes", yesNo(bytes !== undefined && hashOf(bytes) === alone.get(id)));
  }
}

function photoIn(answered: Answered): Uint8Array | undefined {
  if (answered.kind !== "answer" || answered.answer.status !== 200) return undefined;
  const { body } = answered.answer;
  return body instanceof Uint8Array ? body : undefined;
}

function headersOf(answered: Answered): Readonly<Record<string, string>> {
  return answered.kind === "answer" ? answered.answer.headers : {};
}

function spread(sorted: readonly number[]): Facts["bytes"] {
  const [least, median, most] = [sorted[0], sorted[Math.floor(sorted.length / 2)], sorted.at(-1)];
  return least === undefined || median === undefined || most === undefined ? undefined : { least, median, most };
}
