import * as z from "zod";
import type { ObjectId } from "../model/object-id.ts";
import type { PhotoSize } from "../model/photo-size.ts";
import type { FetchOutcome, NoneOutcome } from "../tenant/outcome.ts";
import { askAlone } from "./ask-alone.ts";
import type { CallContext } from "./call.ts";
import { readPhoto } from "./photos.ts";
import { photoReading, type Reading, readOr } from "./question.ts";

const sizeList = z.object({ value: z.array(z.object({ id: z.string() })) });

/** The sizes that a person's photo has, or why there are none. */
type SizesOutcome =
  | { readonly kind: "sizes"; readonly sizes: readonly string[] }
  | Exclude<FetchOutcome, { kind: "photo" }>;

const photo = photoReading("value", readPhoto);
const sizes: Reading<SizesOutcome> = {
  kind: "metadata",
  answers: "json",
  failed: (failure) => failure,
  judge: (answer) => {
    if (answer.status === 200) return readOr(readSizes(answer.body));
    const judgement = photo.judge(answer);
    if (judgement.kind !== "outcome") return judgement;
    const { outcome } = judgement;
    return outcome.kind === "photo" ? readOr<SizesOutcome>(undefined) : { kind: "outcome", outcome };
  },
};

/**
 * Fetches a photo that does not exist in the wanted size: in the largest size below, or as it is where all are larger.
 * `missing` is the answer for the wanted size; it holds when there are no sizes at all.
 * Source: microsoft-graph-docs issue 2319 (ask for the list, do not assume a size).
 */
export async function fetchSizeBelow(
  context: CallContext,
  objectId: ObjectId,
  wanted: Exclude<PhotoSize, "largest">,
  missing: NoneOutcome,
  signal: AbortSignal,
): Promise<FetchOutcome> {
  const listed = await askAlone(context, sizes, `/users/${objectId}/photos`, context.maxTries, signal);
  if (listed.kind !== "sizes") return listed;
  if (listed.sizes.length === 0) return missing;
  const below = largestUpTo(listed.sizes, wanted);
  const path = below === undefined ? "photo" : `photos/${below}`;
  return askAlone(context, photo, `/users/${objectId}/${path}/$value`, context.maxTries, signal);
}

/** The largest of the listed sizes that is not above the wanted one, as it is listed. Sizes read «240x240» or «240X240». */
export function largestUpTo(listed: readonly string[], wanted: string): string | undefined {
  const limit = widthOf(wanted);
  const fitting = listed.filter((size) => widthOf(size) <= limit);
  return fitting.toSorted((a, b) => widthOf(b) - widthOf(a))[0];
}

/** The sizes in a list of photos; the 1x1 placeholder is none. */
function readSizes(body: unknown): SizesOutcome | undefined {
  const read = sizeList.safeParse(body);
  if (!read.success) return undefined;
  const ids = read.data.value.map((entry) => entry.id).filter((id) => /^\d+x\d+$/i.test(id) && widthOf(id) > 1);
  return { kind: "sizes", sizes: ids };
}

function widthOf(size: string): number {
  return Number.parseInt(size, 10);
}
