import type { ObjectId } from "../model/object-id.ts";
import type { MailboxSource } from "../tenant/mailboxes.ts";
import type { FailedOutcome, ProbeOutcome } from "../tenant/outcome.ts";
import type { Finding } from "./finding.ts";
import type { PhotoFailure } from "./seen.ts";
import type { ChosenPeople, DoctorService } from "./service.ts";

/** How many people stand for all: one full batch. */
export const sampleSize = 20;

/** Whether anybody can be listed with the columns asked for. */
export async function checkUsers(service: DoctorService, columns: number, signal: AbortSignal): Promise<Finding> {
  const { ids } = await service.anybody(1, signal);
  return ids.length === 0 ? { kind: "usersNone" } : { kind: "usersRead", columns };
}

/** Whether the choice comes to anybody. */
export function checkChoice(
  { ids, total, asked }: ChosenPeople,
  setting: "filter" | "group" | "users-from" | undefined,
): Finding {
  if (ids.length === 0 && setting !== undefined) return { kind: "choiceEmpty", setting };
  return asked === undefined
    ? { kind: "choiceWorks", people: total }
    : { kind: "choiceOfKeys", asked, found: ids.length };
}

/** Whether Graph answers a batch about these people's photos, and who has one. */
export async function checkBatch(
  { photos }: DoctorService,
  ids: readonly ObjectId[],
  signal: AbortSignal,
): Promise<{ readonly finding: Finding; readonly withPhoto: readonly ObjectId[] }> {
  const outcomes = new Map<ObjectId, ProbeOutcome>();
  for await (const { objectId, outcome } of photos.probePhotos(each(ids), signal)) outcomes.set(objectId, outcome);
  const failures = [...outcomes.values()].filter((outcome) => outcome.kind === "failed");
  const withPhoto = ids.filter((id) => outcomes.get(id)?.kind === "found");
  const [first] = failures;
  if (first !== undefined) {
    const [failed, asked, why] = [failures.length, ids.length, whyOf(first)];
    const finding: Finding =
      failed === asked ? { kind: "batchFails", asked, ...why } : { kind: "batchFailsForSome", failed, asked, ...why };
    return { finding, withPhoto };
  }
  return { finding: { kind: "batchWorks", asked: ids.length, withPhoto: withPhoto.length }, withPhoto };
}

/** Whether the first of them comes as a picture. */
export async function checkPhoto(
  { photos }: DoctorService,
  withPhoto: readonly ObjectId[],
  asked: number,
  signal: AbortSignal,
): Promise<Finding> {
  const [objectId] = withPhoto;
  if (objectId === undefined) return { kind: "photoNone", asked };
  for await (const { outcome } of photos.fetchPhotos(each([{ objectId, expectedBytes: 0 }]), signal)) {
    if (outcome.kind === "photo") {
      return { kind: "photoRead", contentType: outcome.contentType, bytes: outcome.bytes.byteLength };
    }
    if (outcome.kind === "failed") return { kind: "photoFails", ...whyOf(outcome) };
  }
  // Its metadata was there a moment ago.
  return { kind: "photoFails", reason: "unexpected", status: undefined, graphCode: undefined };
}

/** Whether photos may be changed in the cloud or come from elsewhere; for information. */
export async function checkPolicy({ graph }: DoctorService, signal: AbortSignal): Promise<Finding> {
  const policy = await graph.photoPolicy(signal);
  if (policy === undefined || "reason" in policy) return { kind: "policyUnseen" };
  return { kind: "policySeen", source: policy.source };
}

/** Whether Exchange lists mailboxes that say whether they have a picture; its first page stands for all. */
export async function checkMailboxes(mailboxes: MailboxSource, signal: AbortSignal): Promise<Finding> {
  for await (const words of mailboxes.listMailboxes(signal)) {
    return { kind: "mailboxesListed", mailboxes: words.length };
  }
  return { kind: "mailboxesListed", mailboxes: 0 };
}

function whyOf({ reason, status, graphCode }: FailedOutcome): PhotoFailure {
  return { reason, status, graphCode };
}

async function* each<T>(values: readonly T[]): AsyncGenerator<T> {
  yield* values;
}
