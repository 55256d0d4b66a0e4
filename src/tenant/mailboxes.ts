import type { ObjectId } from "../model/object-id.ts";

/** What a mailbox says of itself. It can be out of date, and a photo can be where no mailbox knows of it. */
export interface MailboxWord {
  readonly objectId: ObjectId;
  readonly hasPicture: boolean;
}

/** Where mailboxes are asked whether they have a picture. */
export interface MailboxSource {
  /**
   * Lists all mailboxes page by page; those that say nothing are left out. The iteration ends only when the listing
   * reached its end. Throws `exchangeForbidden`, `exchangeUnusable`, `unreachable`, `signInFailed` and the signal's reason.
   */
  listMailboxes(signal: AbortSignal): AsyncIterable<readonly MailboxWord[]>;
}
