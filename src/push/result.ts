import type { ObjectId } from "../model/object-id.ts";
import type { WorkProblem } from "../renditions/picture-work.ts";
import type { FailureReason, NoMailboxReason } from "../tenant/outcome.ts";
import type { PushEntry } from "./entry.ts";

/** Why nothing was done for a person although something should have been. */
export type PushFailure =
  | { readonly reason: "unknownPerson" }
  | { readonly reason: "ambiguousPerson"; readonly people: number }
  /** Two entries are about the same person; `other` is how the earlier one names them. */
  | { readonly reason: "samePerson"; readonly other: string }
  /** The user object went away meanwhile. */
  | { readonly reason: "left" }
  | { readonly reason: "noMailbox"; readonly why: NoMailboxReason }
  | { readonly reason: "fileUnreadable"; readonly errno: string }
  /** The file is not the one whose checksum is listed. */
  | { readonly reason: "notApproved" }
  /** It was another one when it was looked at, moments before. */
  | { readonly reason: "fileChanged" }
  /** `message` is a clause, or empty. */
  | { readonly reason: "pictureUnusable"; readonly problem: WorkProblem; readonly message: string }
  | { readonly reason: "refused"; readonly why: "tooLarge" | "wrongType"; readonly message: string }
  /** Graph took it and does not show it, or still shows what was to be removed. */
  | { readonly reason: "unconfirmed" }
  | {
      readonly reason: "graph";
      readonly why: FailureReason;
      readonly status: number | undefined;
      readonly graphCode: string | undefined;
      readonly message: string;
    };

/**
 * How it ended for a person. `unchanged`: the photo there is the one that was seen there before; `looksSame`: it looks
 * like the approved one; `kept`: there is one, and only missing ones were to be sent; `toSend`, `toRemove`: what a dry
 * run, or one that was stopped, would have done.
 */
export type PushOutcome =
  | { readonly kind: "sent" | "unchanged" | "looksSame" | "kept" | "toSend" }
  | { readonly kind: "removed" | "hadNone" | "toRemove" }
  | ({ readonly kind: "failed" } & PushFailure);

export interface PushResult {
  readonly entry: PushEntry;
  readonly objectId: ObjectId | undefined;
  readonly userPrincipalName: string;
  /** SHA-256 of the approved file, where it was read. */
  readonly checksum: string | undefined;
  readonly outcome: PushOutcome;
}

/** An entry whose person is known. */
export interface PushPerson {
  readonly entry: PushEntry;
  readonly objectId: ObjectId;
  readonly userPrincipalName: string;
}

/** The result for a known person. */
export function resultOf(person: PushPerson, outcome: PushOutcome, checksum?: string): PushResult {
  return { ...person, outcome, checksum };
}
