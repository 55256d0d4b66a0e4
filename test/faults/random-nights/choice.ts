import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { World } from "../../running/world.ts";
import type { Inhabitants } from "./edits.ts";
import { type ChoiceWish, filters } from "./wishes.ts";

/** Whom a pass is about, as the operator says it. */
export interface Choice {
  readonly args: readonly string[];
  /** What two passes of the same choice have in common; undefined for `--only`, which is none. */
  readonly key: string | undefined;
  readonly isRestricted: boolean;
  /** Ids and names that a list names, in lower case; undefined where there is no list. */
  readonly named: ReadonlySet<string> | undefined;
  /** Whether the tenant, as it is now, has this person in the choice. */
  readonly has: (objectId: string) => boolean;
}

/** Puts a choice in words, writes the file that it needs, and knows who is in it. */
export async function makeChoice(
  wish: ChoiceWish,
  world: World,
  inhabitants: Inhabitants,
  groups: readonly { readonly id: string; readonly members: ReadonlySet<string> }[],
): Promise<Choice> {
  const { directory } = world.tenant;
  const everybody = [...directory.ids()];
  const nameOf = (id: string) => String(directory.person(id)?.userPrincipalName ?? id);
  switch (wish.kind) {
    case "everyone":
      return { args: [], key: "everyone", isRestricted: false, named: undefined, has: () => true };
    case "filter": {
      const filter = filters[wish.filter];
      const has = (id: string) => {
        const { accountEnabled, userType } = directory.person(id) ?? {};
        return wish.filter === "enabled" ? accountEnabled === true : userType === "Member";
      };
      return { args: ["--filter", filter], key: filter, isRestricted: true, named: undefined, has };
    }
    case "group": {
      const { id, members } = groups[wish.group] ?? { id: "", members: new Set() };
      return { args: ["--group", id], key: id, isRestricted: true, named: undefined, has: (one) => members.has(one) };
    }
    case "usersFrom": {
      const file = join(world.folder, `people-${wish.file}.csv`);
      const keys = everybody.filter((_, n) => n % wish.every === 0).map((id) => (wish.byName ? nameOf(id) : id));
      await writeFile(file, `objectId\r\n${keys.join("\r\n")}\r\n`);
      const named = new Set(keys.map((key) => key.toLowerCase()));
      const has = (id: string) => named.has(id) || named.has(nameOf(id).toLowerCase());
      return { args: ["--users-from", file], key: file, isRestricted: true, named, has };
    }
    case "only": {
      const ids = [...new Set(wish.who.map((who) => inhabitants.of(who)))];
      const args = ids.flatMap((id) => ["--only", wish.byName ? nameOf(id) : id]);
      const has = (id: string) => ids.includes(id);
      return { args, key: undefined, isRestricted: true, named: undefined, has };
    }
  }
}
