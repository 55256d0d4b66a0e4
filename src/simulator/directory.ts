import type { People, User } from "./directory/people.ts";
import { type GraphValue, propertyRules } from "./directory/user-properties.ts";
import { Groups } from "./groups.ts";
import type { NoMailboxForm } from "./no-photo.ts";
import { type PhotoBook, photoBytes, photoSha256, type ServedPhoto } from "./photo-book.ts";

/** A person's largest photo. The etag is the metadata's, without quotes; `valueEtag` the one beside the bytes. */
export interface PhotoTruth {
  readonly bytes: Uint8Array;
  readonly sha256: string;
  readonly contentType: string;
  readonly width: number;
  readonly height: number;
  readonly etag: string;
  readonly valueEtag: string | undefined;
}

/** What a right export must say of one person; the photo's two only where there is one. */
export interface PersonTruth {
  readonly objectId: string;
  readonly userPrincipalName: string;
  readonly photoSha256?: string;
  readonly photoBytes?: number;
}

/** What to put in place of a photo: the next or a given drawn version, or somebody's own bytes. */
export type PhotoChange =
  | { readonly version?: number }
  | { readonly bytes: Uint8Array; readonly contentType?: string; readonly width?: number; readonly height?: number };

/** The tenant's people and photos, to look at and to edit. Ids are object ids; an unknown one is a RangeError. */
export class Directory {
  readonly people: People;
  readonly photos: PhotoBook;
  readonly groups: Groups;
  readonly #noMailbox = new Map<number, NoMailboxForm>();

  constructor(people: People, photos: PhotoBook) {
    this.people = people;
    this.photos = photos;
    this.groups = new Groups(people);
  }

  /** Adds a person, without a photo unless one is asked for; returns the object id. */
  addPerson(
    options: { readonly properties?: Readonly<Record<string, GraphValue>>; readonly photo?: PhotoChange } = {},
  ): string {
    const { index, id } = this.people.add(options.properties ?? {});
    if (options.photo === undefined) this.photos.remove(index);
    else this.setPhoto(id, options.photo);
    return id;
  }

  /** Deletes the user object. */
  removePerson(id: string): void {
    this.people.setRemoved(this.#indexOf(id), true);
  }

  /** Brings a deleted user object back, with the same id, properties and photo. */
  restorePerson(id: string): void {
    this.people.setRemoved(this.#indexOf(id), false);
  }

  rename(id: string, userPrincipalName: string): void {
    this.people.setProperty(this.#indexOf(id), "userPrincipalName", userPrincipalName);
  }

  /** Sets a property by Graph's name. */
  setProperty(id: string, name: string, value: GraphValue): void {
    this.people.setProperty(this.#indexOf(id), name, value);
  }

  /** The person exists, and listings of users do not have them. */
  hideFromListing(id: string, hidden = true): void {
    this.people.setHidden(this.#indexOf(id), hidden);
  }

  /** Gives the person another photo, or one at all. */
  setPhoto(id: string, change: PhotoChange = {}): void {
    const index = this.#indexOf(id);
    if (!("bytes" in change)) {
      this.photos.setVersion(index, change.version);
      return;
    }
    const { bytes, contentType = "image/jpeg", width = 648, height = 648 } = change;
    this.photos.upload(index, { bytes, contentType, width, height });
  }

  removePhoto(id: string): void {
    this.photos.remove(this.#indexOf(id));
  }

  /** Takes the person's mailbox away: photo requests are answered in this form. Undefined gives it back. */
  setMailbox(id: string, form: NoMailboxForm | undefined): void {
    const index = this.#indexOf(id);
    if (form === undefined) this.#noMailbox.delete(index);
    else this.#noMailbox.set(index, form);
  }

  mailboxOf(index: number): NoMailboxForm | undefined {
    return this.#noMailbox.get(index);
  }

  /** A group of people and groups; returns its id. */
  createGroup(memberIds: Iterable<string>): string {
    return this.groups.create(memberIds);
  }

  /** The object ids of everyone who exists, in the order of the listing, also of people hidden from it. */
  *ids(): Generator<string> {
    for (const user of this.#everyone()) yield user.id;
  }

  /** All properties of a person by Graph's names, or undefined when there is no such person. */
  person(key: string): Readonly<Record<string, GraphValue>> | undefined {
    const user = this.people.find(key);
    if (user === undefined) return undefined;
    return Object.fromEntries(Object.keys(propertyRules).map((name) => [name, user.property(name) ?? null]));
  }

  /** The largest photo that Graph serves of a person. */
  photoOf(id: string): PhotoTruth | undefined {
    const user = this.people.find(id);
    const photo = user === undefined ? undefined : this.#photo(user);
    if (photo === undefined) return undefined;
    const { contentType, width, height } = photo.picture;
    const { etag, valueEtag } = photo;
    return { bytes: photoBytes(photo), sha256: photoSha256(photo), contentType, width, height, etag, valueEtag };
  }

  /** What a right export of everyone listed must say. */
  *truth(): Generator<PersonTruth> {
    for (const user of this.#everyone()) {
      if (this.people.listedAt(user.index) === undefined) continue;
      const photo = this.#photo(user);
      const name = { objectId: user.id, userPrincipalName: String(user.property("userPrincipalName")) };
      if (photo === undefined) yield name;
      else
        yield { ...name, photoSha256: photoSha256(photo), photoBytes: photo.head.length + photo.picture.body.length };
    }
  }

  *#everyone(): Generator<User> {
    for (let index = 0; index < this.people.count; index += 1) {
      const user = this.people.at(index);
      if (user !== undefined) yield user;
    }
  }

  #photo(user: User): ServedPhoto | undefined {
    return this.#noMailbox.has(user.index) ? undefined : this.photos.largest(user.index, user.id);
  }

  #indexOf(id: string): number {
    const index = this.people.indexOf(id);
    if (index === undefined) throw new RangeError(`There is no user «${id}».`);
    return index;
  }
}
