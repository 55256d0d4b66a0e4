import type { FoundOutcome, ProbeOutcome } from "../tenant/outcome.ts";
import type { PushContext } from "./context.ts";
import { failureFrom } from "./failure.ts";
import { lookOf, looksSame, strictly } from "./look.ts";
import { type PreparedPhoto, preparationKey, preparePhoto } from "./prepare-photo.ts";
import type { KnownPhoto } from "./push-state.ts";
import { type ApprovedFile, readApproved } from "./read-approved.ts";
import { type PushOutcome, type PushPerson, type PushResult, resultOf } from "./result.ts";

/** What is to be done for a person: a photo to send, of which `replaces` says that there is another, or nothing more. */
export type PlannedPhoto =
  | { readonly kind: "send"; readonly person: PushPerson; readonly sha256: string; readonly replaces: boolean }
  | { readonly kind: "done"; readonly result: PushResult };

/** Decides about one person by what `probe` says is in the tenant. Sends nothing. */
export async function planPhoto(context: PushContext, person: PushPerson, probe: ProbeOutcome): Promise<PlannedPhoto> {
  if (probe.kind === "found" && context.onlyMissing) return done(person, { kind: "kept" });
  if (probe.kind !== "found" && probe.kind !== "none") return done(person, failureFrom(probe));
  const file = await readApproved(person.entry);
  if (file.kind !== "read") return done(person, file);
  const send = { kind: "send", person, sha256: file.sha256, replaces: probe.kind === "found" } as const;
  if (probe.kind === "none" || context.resend) return send;
  const compared = await compare(context, person, probe, file);
  return compared.kind === "send" ? send : done(person, compared, file.sha256);
}

function done(person: PushPerson, outcome: PushOutcome, checksum?: string): PlannedPhoto {
  return { kind: "done", result: resultOf(person, outcome, checksum) };
}

/**
 * Holds what is in the tenant against the approved file. While the etag is the remembered one it is what was seen there,
 * and bytes decide; otherwise somebody may have changed it, or it was never seen, and only its look can tell.
 */
async function compare(
  context: PushContext,
  person: PushPerson,
  probe: FoundOutcome,
  file: ApprovedFile,
): Promise<PushOutcome | { readonly kind: "send" }> {
  const { state, fit, pictures } = context;
  const known = state.get(person.objectId);
  const isAsKnown = known?.etag !== undefined && known.etag === probe.etag;
  const preparation = preparationKey(fit);
  if (isAsKnown && known.source === file.sha256 && known.preparation === preparation) return { kind: "unchanged" };
  const prepared = await preparePhoto(file.bytes, fit, pictures);
  if (prepared.kind === "unusable") return { ...prepared, kind: "failed", reason: "pictureUnusable" };
  const found: KnownPhoto = { source: file.sha256, preparation, sent: prepared.sha256, etag: probe.etag };
  if (isAsKnown) {
    if (known.sent !== prepared.sha256) return { kind: "send" };
    remember(context, person, found);
    return { kind: "unchanged" };
  }
  const look = await lookThere(context, person, prepared);
  if (look === "same") remember(context, person, found);
  return look === "same" ? { kind: "looksSame" } : look === "different" ? { kind: "send" } : look;
}

async function lookThere(
  { writer, pictures, signal }: PushContext,
  { objectId }: PushPerson,
  prepared: PreparedPhoto,
): Promise<"same" | "different" | PushOutcome> {
  const there = await writer.fetch(objectId, signal);
  switch (there.kind) {
    case "photo": {
      const look = await lookOf(pictures, there.bytes);
      return look !== undefined && looksSame(look, prepared.look, strictly) ? "same" : "different";
    }
    case "none":
      return "different";
    default:
      return failureFrom(there);
  }
}

function remember({ state, clock, dryRun }: PushContext, { objectId }: PushPerson, photo: KnownPhoto): void {
  if (!dryRun) state.record(objectId, photo, clock.now());
}
