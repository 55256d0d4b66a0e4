import type { PassContext } from "./pass-context.ts";

/**
 * Asks for the metadata of the first downloads and compares it with the ETag of their bytes. Graph documents neither
 * that they are equal nor that they are not. Where they are not, whoever was fetched without a probe is probed and
 * fetched again in this pass: an etag read after the bytes might belong to newer ones.
 */
export async function judgeEtags(context: PassContext): Promise<void> {
  const { state, parts, stops, sample } = context;
  for await (const { objectId, outcome } of parts.tenant.probePhotos(sample.ids(), stops.hard)) {
    if (outcome.kind !== "found") continue;
    const { etag } = outcome;
    const equal = etag !== undefined && etag === state.photos.get(objectId)?.valueEtag;
    if (equal) await context.writes.add(() => state.photos.setMetadataEtag(objectId, etag));
    sample.compare(equal);
  }
  const verdict = sample.verdict();
  if (verdict !== undefined) rememberTrait(context, verdict ? "same" : "differs");
}

/** Remembers for this and later passes how the two etags compare. */
function rememberTrait(context: PassContext, trait: "same" | "differs"): void {
  context.etagTrait = trait;
  context.state.meta.set("etagTrait", trait);
  if (trait === "differs") context.state.people.probeBeforeFetching(context.pass);
}
