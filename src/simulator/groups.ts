import { isGuid, objectIdOf } from "./directory/object-ids.ts";
import type { People } from "./directory/people.ts";

export interface Member {
  readonly kind: "user" | "group";
  readonly id: string;
}

/** Groups and who is in them. */
export class Groups {
  readonly #people: People;
  readonly #members = new Map<string, readonly Member[]>();

  constructor(people: People) {
    this.#people = people;
  }

  /** A new group of people and of other groups, by their ids; returns its id. */
  create(memberIds: Iterable<string>): string {
    const id = objectIdOf(this.#people.seed, "group", this.#members.size);
    this.#members.set(
      id,
      [...memberIds].map((member) => this.#member(member)),
    );
    return id;
  }

  /** Who is in a group, each once; undefined when there is no such group. */
  members(groupId: string, isTransitive: boolean): readonly Member[] | undefined {
    const direct = this.#members.get(groupId.toLowerCase());
    if (direct === undefined || !isTransitive) return direct;
    const found = new Map(direct.map((member) => [member.id, member]));
    // A map that grows while it is gone through gives what was added, too.
    for (const member of found.values()) {
      if (member.kind === "user") continue;
      for (const inner of this.#members.get(member.id) ?? []) found.set(inner.id, inner);
    }
    return [...found.values()];
  }

  #member(memberId: string): Member {
    const id = memberId.toLowerCase();
    if (this.#members.has(id)) return { kind: "group", id };
    if (!isGuid(id) || this.#people.indexOf(id) === undefined)
      throw new RangeError(`There is no user or group «${memberId}».`);
    return { kind: "user", id };
  }
}
