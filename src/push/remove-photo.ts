import { backoffMs } from "../platform/backoff.ts";
import type { PushContext } from "./context.ts";
import { failureFrom } from "./failure.ts";
import type { PushOutcome, PushPerson } from "./result.ts";

/** As for a photo that was sent. */
const mostLooks = 6;

/** Removes a person's photo and sees that the tenant shows none any more. */
export async function removePhoto(
  { writer, state, clock, random, signal }: PushContext,
  { objectId }: PushPerson,
): Promise<PushOutcome> {
  const removed = await writer.remove(objectId, signal);
  if (removed.kind !== "removed" && removed.kind !== "none") return failureFrom(removed);
  for (let looks = 1; looks <= mostLooks; looks += 1) {
    const probe = await writer.probe(objectId, signal);
    if (probe.kind === "none") {
      state.forget(objectId);
      return { kind: removed.kind === "none" ? "hadNone" : "removed" };
    }
    if (looks < mostLooks) await clock.sleep(backoffMs(looks, random), signal);
  }
  return { kind: "failed", reason: "unconfirmed" };
}
