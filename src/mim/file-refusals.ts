import { ExophotosError } from "../errors.ts";
import type { RefuseEntry } from "./entry.ts";

/** Those who cannot be in a file, which is therefore not written. */
export class FileRefusals {
  readonly #people = new Map<string, { objectId: string; userPrincipalName: string; problem: string }>();

  readonly refuse: RefuseEntry = ({ objectId, row }, problem) => {
    if (this.#people.has(objectId)) return;
    this.#people.set(objectId, { objectId, userPrincipalName: row?.properties.userPrincipalName ?? "", problem });
  };

  get any(): boolean {
    return this.#people.size > 0;
  }

  /** Throws `peopleUnwritable` with all of them, if there are any. */
  throwIfAny(path: string): void {
    if (this.any) throw new ExophotosError("peopleUnwritable", { path, people: [...this.#people.values()] });
  }
}
