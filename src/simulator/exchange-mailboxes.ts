import type { User } from "./directory/people.ts";
import type { Directory } from "./directory.ts";

/** A mailbox as Get-Mailbox shows it; undefined where it does not say whether there is a picture. */
export interface Mailbox {
  readonly objectId: string;
  readonly userPrincipalName: string;
  readonly hasPicture: boolean | undefined;
}

/** The tenant's mailboxes: all people but guests and those whose mailbox was taken away. */
export class ExchangeMailboxes {
  readonly #directory: Directory;
  readonly #said = new Map<string, boolean | undefined>();

  constructor(directory: Directory) {
    this.#directory = directory;
  }

  /** The mailbox says this of its picture from now on, whatever is true; undefined: it says nothing. */
  say(objectId: string, hasPicture: boolean | undefined): void {
    this.#said.set(objectId, hasPicture);
  }

  /** The mailboxes of people at positions from `from` on, at most `limit`, and where the next ones begin. */
  page(from: number, limit: number): { readonly mailboxes: readonly Mailbox[]; readonly next: number | undefined } {
    const { people } = this.#directory;
    const mailboxes: Mailbox[] = [];
    let at = from;
    for (; at < people.count && mailboxes.length < limit; at += 1) {
      const mailbox = this.#mailboxOf(people.at(at));
      if (mailbox !== undefined) mailboxes.push(mailbox);
    }
    return { mailboxes, next: at < people.count ? at : undefined };
  }

  #mailboxOf(user: User | undefined): Mailbox | undefined {
    if (user === undefined || user.property("userType") === "Guest") return undefined;
    if (this.#directory.mailboxOf(user.index) !== undefined) return undefined;
    const isTrue = this.#directory.photos.largest(user.index, user.id) !== undefined;
    return {
      objectId: user.id,
      userPrincipalName: String(user.property("userPrincipalName")),
      hasPicture: this.#said.has(user.id) ? this.#said.get(user.id) : isTrue,
    };
  }
}
