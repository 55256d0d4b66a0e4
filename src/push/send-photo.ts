import { backoffMs } from "../platform/backoff.ts";
import type { PushContext } from "./context.ts";
import { failureFrom } from "./failure.ts";
import { lookOf, looksSame, loosely } from "./look.ts";
import { type PreparedPhoto, preparationKey, preparePhoto } from "./prepare-photo.ts";
import { readApproved } from "./read-approved.ts";
import type { PushOutcome, PushPerson } from "./result.ts";

/** A written photo is visible after some delay: so often it is looked for. Source: microsoft-graph-explorer-v4 issue 1269. */
const mostLooks = 6;

/**
 * Sends a person's photo and sees that the tenant shows it; only then it is on record. `sha256` is the file's when it was
 * decided about.
 */
export async function sendPhoto(context: PushContext, person: PushPerson, sha256: string): Promise<PushOutcome> {
  const { writer, pictures, fit, signal } = context;
  const file = await readApproved(person.entry);
  if (file.kind !== "read") return file;
  if (file.sha256 !== sha256) return { kind: "failed", reason: "fileChanged" };
  const prepared = await preparePhoto(file.bytes, fit, pictures);
  if (prepared.kind === "unusable") return { ...prepared, kind: "failed", reason: "pictureUnusable" };
  const put = await writer.put(person.objectId, prepared.bytes, signal);
  if (put.kind !== "written") return failureFrom(put);
  const seen = await waitUntilShown(context, person, prepared);
  if (seen === undefined) return { kind: "failed", reason: "unconfirmed" };
  const { etag } = seen;
  const photo = { source: sha256, preparation: preparationKey(fit), sent: prepared.sha256, etag };
  context.state.record(person.objectId, photo, context.clock.now());
  return { kind: "sent" };
}

/** The etag under which the tenant shows the photo; undefined where it does not within all looks. */
async function waitUntilShown(
  context: PushContext,
  person: PushPerson,
  prepared: PreparedPhoto,
): Promise<{ readonly etag: string | undefined } | undefined> {
  for (let looks = 1; looks <= mostLooks; looks += 1) {
    const seen = await look(context, person, prepared);
    if (seen !== undefined) return seen;
    if (looks < mostLooks) await context.clock.sleep(backoffMs(looks, context.random), context.signal);
  }
  return undefined;
}

/** Metadata before bytes: whoever changes the photo in between leaves an etag that is not the one remembered. */
async function look(
  { writer, pictures, signal }: PushContext,
  { objectId }: PushPerson,
  prepared: PreparedPhoto,
): Promise<{ readonly etag: string | undefined } | undefined> {
  const probe = await writer.probe(objectId, signal);
  if (probe.kind !== "found") return undefined;
  const there = await writer.fetch(objectId, signal);
  if (there.kind !== "photo") return undefined;
  const shown = await lookOf(pictures, there.bytes);
  return shown !== undefined && looksSame(shown, prepared.look, loosely) ? { etag: probe.etag } : undefined;
}
