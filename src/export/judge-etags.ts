import type { ProbeAnswer } from "../tenant/outcome.ts";
import { sampleSize } from "./etag-sample.ts";
import { forEach } from "./for-each.ts";
import type { PassContext } from "./pass-context.ts";

/**
 * Asks for the metadata of the first downloads and compares it with the ETag of their bytes. Graph documents neither
 * that they are equal nor that they are not. Where they are not, whoever was fetched without a probe is probed and
 * fetched again in this pass: an etag read after the bytes might belong to newer ones.
 */
export async function judgeEtags(context: PassContext): Promise<void> {
  const { parts, stops, sample } = context;
  const answers = parts.tenant.probePhotos(sample.ids(), stops.hard);
  await forEach(context, answers, (answer) => compareEtags(context, answer), { items: sampleSize });
  const verdict = sample.verdict();
  if (verdict !== undefined) rememberTrait(context, verdict ? "same" : "differs");
}

async function compareEtags({ state, sample, writes }: PassContext, { objectId, outcome }: ProbeAnswer): Promise<void> {
  if (outcome.kind !== "found") return;
  const { etag } = outcome;
  const equal = etag !== undefined && etag === state.photos.get(objectId)?.valueEtag;
  sample.compare(equal);
  if (equal) await writes.add(() => state.photos.setMetadataEtag(objectId, etag));
}

/** Remembers for this and later passes how the two etags compare. */
function rememberTrait(context: PassContext, trait: "same" | "differs"): void {
  context.etagTrait = trait;
  context.state.meta.set("etagTrait", trait);
  if (trait === "differs") context.state.people.probeBeforeFetching(context.pass);
}
