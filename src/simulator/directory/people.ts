import { indexOfObjectId, isGuid, objectIdOf } from "./object-ids.ts";
import { type GraphValue, indexInUserPrincipalName, propertyRules, type Seat, seatAt } from "./user-properties.ts";

/** What was edited about one person; everyone else is computed. */
interface Edit {
  removed: boolean;
  hidden: boolean;
  properties: Map<string, GraphValue>;
}

/** A person as the tenant holds them now. */
export interface User {
  readonly index: number;
  readonly id: string;
  /** A property by Graph's name, or undefined when user objects have none of that name. */
  property(name: string): GraphValue | undefined;
}

/**
 * The user objects, in the order in which they are listed. Nothing is held for a person but what was edited, so a
 * million of them cost nothing.
 */
export class People {
  readonly seed: number;
  #count: number;
  #revision = 0;
  readonly #edits = new Map<number, Edit>();
  readonly #renamed = new Map<string, number>();

  constructor(count: number, seed: number) {
    this.#count = count;
    this.seed = seed;
  }

  /** Indices below this have been somebody. */
  get count(): number {
    return this.#count;
  }

  /** Grows with each edit. */
  get revision(): number {
    return this.#revision;
  }

  add(properties: Readonly<Record<string, GraphValue>>): User {
    const index = this.#count;
    this.#count += 1;
    for (const [name, value] of Object.entries(properties)) this.setProperty(index, name, value);
    this.#revision += 1;
    return this.#user(index);
  }

  setRemoved(index: number, removed: boolean): void {
    this.#setFlag(index, "removed", removed);
  }

  setHidden(index: number, hidden: boolean): void {
    this.#setFlag(index, "hidden", hidden);
  }

  setProperty(index: number, name: string, value: GraphValue): void {
    if (name === "id" || propertyRules[name] === undefined) throw new RangeError(`A user has no settable «${name}».`);
    this.#edit(index).properties.set(name, value);
    if (name === "userPrincipalName" && typeof value === "string") this.#renamed.set(value.toLowerCase(), index);
    this.#revision += 1;
  }

  /** The person at an index, unless removed. */
  at(index: number): User | undefined {
    if (index < 0 || index >= this.#count || this.#edits.get(index)?.removed === true) return undefined;
    return this.#user(index);
  }

  /** The same, and undefined for people that listings leave out. */
  listedAt(index: number): User | undefined {
    return this.#edits.get(index)?.hidden === true ? undefined : this.at(index);
  }

  /** The person with an object id or userPrincipalName, unless removed. */
  find(key: string): User | undefined {
    const index = isGuid(key) ? this.indexOf(key) : this.#indexOfName(key);
    return index === undefined ? undefined : this.at(index);
  }

  /** The index of an object id, also of one that was removed. */
  indexOf(id: string): number | undefined {
    return indexOfObjectId(this.seed, "user", id, this.#count);
  }

  #indexOfName(userPrincipalName: string): number | undefined {
    const wanted = userPrincipalName.toLowerCase();
    const index = this.#renamed.get(wanted) ?? indexInUserPrincipalName(wanted);
    if (index === undefined || index >= this.#count) return undefined;
    const name = this.#user(index).property("userPrincipalName");
    return typeof name === "string" && name.toLowerCase() === wanted ? index : undefined;
  }

  #setFlag(index: number, flag: "removed" | "hidden", value: boolean): void {
    this.#edit(index)[flag] = value;
    this.#revision += 1;
  }

  #edit(index: number): Edit {
    const known = this.#edits.get(index);
    if (known !== undefined) return known;
    const edit: Edit = { removed: false, hidden: false, properties: new Map() };
    this.#edits.set(index, edit);
    return edit;
  }

  #user(index: number): User {
    const { seed } = this;
    const properties = this.#edits.get(index)?.properties;
    let seat: Seat | undefined;
    return {
      index,
      // Worked out when asked: counting a million people does not need it.
      get id() {
        return objectIdOf(seed, "user", index);
      },
      property: (name) => {
        const edited = properties?.get(name);
        if (edited !== undefined) return edited;
        seat ??= seatAt(seed, index);
        return propertyRules[name]?.(seat);
      },
    };
  }
}
