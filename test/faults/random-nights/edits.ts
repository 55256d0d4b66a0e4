import fc from "fast-check";
import type { Directory, PhotoChange } from "../../../src/simulator/directory.ts";
import { noMailboxForms } from "../../../src/simulator/no-photo.ts";
import type { SimulatedTenant } from "../../../src/simulator/start.ts";
import { oddValues } from "./by-name-names.ts";

/** Something that happens in the tenant. `who` counts through everybody that there ever was. */
export type Edit =
  | { readonly edit: "joins"; readonly withPhoto: boolean }
  | { readonly edit: (typeof plainEdits)[number]; readonly who: number }
  | { readonly edit: "renamed"; readonly who: number; readonly number: number }
  /** With a value that somebody else may have, or that is no good name of a file. */
  | { readonly edit: "employeeIdIs"; readonly who: number; readonly value: string }
  | { readonly edit: "mailboxLost"; readonly who: number; readonly form: (typeof noMailboxForms)[number] }
  /** `missingTonight`: the listing of one pass is short. */
  | { readonly edit: "photosGone" | "missingTonight"; readonly from: number; readonly people: number };

const plainEdits = [
  "newPhoto",
  "firstPhoto",
  "pngPhoto",
  "brokenPhoto",
  "photoGone",
  "leaves",
  "comesBack",
  "hidden",
  "shown",
  "mailboxBack",
  "disabled",
  "enabled",
  "employeeIdGone",
] as const;

/** A few people meet with more than others: much comes only of what happens to the same one. */
const who = fc.oneof({ weight: 2, arbitrary: fc.nat(200) }, { weight: 1, arbitrary: fc.nat(3) });

export const anyEdit: fc.Arbitrary<Edit> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ edit: fc.constant("newPhoto" as const), who }) },
  { weight: 12, arbitrary: fc.record({ edit: fc.constantFrom(...plainEdits), who }) },
  { weight: 2, arbitrary: fc.record({ edit: fc.constant("joins" as const), withPhoto: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ edit: fc.constant("renamed" as const), who, number: fc.nat(30) }) },
  {
    weight: 4,
    arbitrary: fc.record({ edit: fc.constant("employeeIdIs" as const), who, value: fc.constantFrom(...oddValues) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ edit: fc.constant("mailboxLost" as const), who, form: fc.constantFrom(...noMailboxForms) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      edit: fc.constant("photosGone" as const),
      from: who,
      people: fc.integer({ min: 3, max: 40 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      edit: fc.constant("missingTonight" as const),
      from: who,
      people: fc.integer({ min: 1, max: 10 }),
    }),
  },
);

/** Everybody who was ever in the tenant, and what happens to them. A few are left alone, so that somebody always stays. */
export class Inhabitants {
  readonly #tenant: SimulatedTenant;
  readonly #movable: string[];
  readonly #missingTonight = new Set<string>();
  #version = 10;
  /** Whose photo is no picture. */
  readonly broken = new Set<string>();

  /** The first `steady` people have a photo and everything that a column shows, and keep it. */
  constructor(tenant: SimulatedTenant, steady: number) {
    const { directory } = tenant;
    this.#tenant = tenant;
    const everybody = [...directory.ids()];
    for (const id of everybody.slice(0, steady)) {
      directory.setPhoto(id);
      for (const name of shown) directory.setProperty(id, name, `${name} of ${id.slice(0, 8)}`);
      directory.setProperty(id, "accountEnabled", true);
    }
    this.#movable = everybody.slice(steady);
  }

  get everybody(): readonly string[] {
    return this.#movable;
  }

  make(edit: Edit): void {
    const { directory } = this.#tenant;
    switch (edit.edit) {
      case "joins":
        this.#movable.push(directory.addPerson(edit.withPhoto ? { photo: {} } : {}));
        return;
      case "renamed":
        directory.rename(this.of(edit.who), `renamed-${edit.number}.${edit.who}@fabrikam.example`);
        return;
      case "employeeIdIs":
        directory.setProperty(this.of(edit.who), "employeeId", edit.value);
        return;
      case "mailboxLost":
        directory.setMailbox(this.of(edit.who), edit.form);
        return;
      case "photosGone":
        for (let n = 0; n < edit.people; n += 1) this.#plain("photoGone", this.of(edit.from + n));
        return;
      case "missingTonight":
        for (let n = 0; n < edit.people; n += 1) this.#hideTonight(this.of(edit.from + n));
        return;
      default:
        this.#plain(edit.edit, this.of(edit.who));
    }
  }

  /** The pass is over: listings are whole again. */
  morning(): void {
    for (const id of this.#missingTonight) this.#plain("shown", id);
    this.#missingTonight.clear();
  }

  /** Whoever is hidden is shown, mailboxes are back and photos are pictures: everything can be told as it is. */
  settle(): void {
    for (const id of this.#movable) {
      for (const edit of ["shown", "mailboxBack"] as const) this.#plain(edit, id);
      if (this.broken.has(id)) this.#plain("newPhoto", id);
    }
  }

  /** The person of a number. */
  of(number: number): string {
    return this.#movable[number % this.#movable.length] ?? "";
  }

  #hideTonight(id: string): void {
    this.#missingTonight.add(id);
    this.#plain("hidden", id);
  }

  /** An etag follows from the version: one that was another photo's would be the service's own fault. */
  #newVersion(): number {
    this.#version += 2;
    return this.#version;
  }

  #upload(id: string, photo: PhotoChange): void {
    const { directory } = this.#tenant;
    directory.setPhoto(id, { version: this.#newVersion() });
    directory.setPhoto(id, photo);
  }

  #plain(edit: (typeof plainEdits)[number], id: string): void {
    const { directory, samples } = this.#tenant;
    if (/Photo|photoGone/.test(edit)) this.broken.delete(id);
    switch (edit) {
      case "newPhoto":
        directory.setPhoto(id, { version: this.#newVersion() });
        return;
      case "firstPhoto":
        directory.setPhoto(id, { version: 1 });
        return;
      case "pngPhoto":
        this.#upload(id, { bytes: samples.png, contentType: "image/png" });
        return;
      case "brokenPhoto":
        this.broken.add(id);
        this.#upload(id, { bytes: half(directory, id) });
        return;
      case "photoGone":
        directory.removePhoto(id);
        return;
      case "leaves":
        directory.removePerson(id);
        return;
      case "comesBack":
        directory.restorePerson(id);
        return;
      case "hidden":
        directory.hideFromListing(id);
        return;
      case "shown":
        directory.hideFromListing(id, false);
        return;
      case "mailboxBack":
        directory.setMailbox(id, undefined);
        return;
      case "disabled":
        directory.setProperty(id, "accountEnabled", false);
        return;
      case "enabled":
        directory.setProperty(id, "accountEnabled", true);
        return;
      case "employeeIdGone":
        directory.setProperty(id, "employeeId", null);
        return;
    }
  }
}

/** What the columns of a manifest show. */
const shown = [
  "mail",
  "onPremisesSamAccountName",
  "onPremisesImmutableId",
  "employeeId",
  "onPremisesSecurityIdentifier",
  "onPremisesDomainName",
  "department",
] as const;

/** The first half of a JPEG. */
function half(directory: Directory, id: string): Uint8Array {
  const whole = directory.photoOf(id)?.bytes ?? Buffer.from("no picture at all");
  return whole.subarray(0, Math.ceil(whole.length / 2));
}
