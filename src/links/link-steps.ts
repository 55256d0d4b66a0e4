import { lstat } from "node:fs/promises";
import { join } from "node:path";
import pMap from "p-map";
import { ExophotosError, errnoOf } from "../errors.ts";
import { deleteUnlessHeld } from "../platform/delete-unless-held.ts";
import { flushDirectory } from "../platform/durable-file.ts";
import { errnoIn, outputError } from "../platform/output-error.ts";
import type { RenameOptions } from "../platform/rename-with-retry.ts";
import type { LinkRecord } from "../store/links.ts";
import type { State } from "../store/state.ts";
import { type FoundThere, lookAtLink, makeLink, replaceLink } from "./link-file.ts";
import type { LinkFolders } from "./link-folder.ts";
import type { LinkStep } from "./link-plan.ts";
import type { LinkTallies } from "./link-tally.ts";

export interface LinkStepsParts {
  readonly out: string;
  readonly state: State;
  readonly rename: RenameOptions;
  readonly folders: LinkFolders;
  readonly tallies: LinkTallies;
}

/** Files handled at the same time; a copy of one is in memory. */
const filesAtOnce = 4;
/** How long a file is waited for that somebody has open, and how many of a folder are. */
const heldWaitMs = 1000;
const heldWaits = 20;

/** A link whose name may be used; `found` is what has the name now. */
interface ReadyLink extends Omit<LinkRecord, "isPlaced"> {
  readonly found: Exclude<FoundThere, "noFile">;
}

/** What clearing the way for a step came to. */
interface Cleared {
  readonly removed: readonly LinkRecord[];
  readonly ready: ReadyLink | undefined;
}

/** How making a link ended; «taken»: something else was quicker to take a name that was free. */
type Made = "placed" | "failed" | "taken";

/**
 * Carries out the differences, many at a time. A file is on record before it is made, and its name is durable before the
 * record says that it is placed; a record goes after its file. So nothing of ours is ever without a record, however the
 * process ends.
 */
export class LinkSteps {
  readonly #parts: LinkStepsParts;
  /** Folders that were asked for, and whether they can be used. */
  readonly #usable = new Map<string, Promise<boolean>>();

  constructor(parts: LinkStepsParts) {
    this.#parts = parts;
  }

  /** Opens folders, and returns those that cannot be used. */
  async unusable(folders: readonly string[]): Promise<ReadonlySet<string>> {
    const unusable = new Set<string>();
    for (const folder of folders) if (!(await this.#canUse(folder))) unusable.add(folder);
    return unusable;
  }

  async carryOut(steps: readonly LinkStep[]): Promise<void> {
    const { state } = this.#parts;
    const cleared = await pMap(steps, (step) => this.#clear(step), { concurrency: filesAtOnce });
    const removed = cleared.flatMap((step) => step.removed);
    const ready = cleared.flatMap((step) => step.ready ?? []);
    await this.#flushFolders(removed);
    state.transaction(() => {
      for (const record of removed) state.links.forget(record);
      for (const link of ready) state.links.intend(link);
    });
    const made = await pMap(ready, (link) => this.#make(link), { concurrency: filesAtOnce });
    await this.#flushFolders(ready);
    state.transaction(() => {
      for (const [index, link] of ready.entries()) {
        if (made[index] === "placed") state.links.markPlaced(link);
        if (made[index] === "taken") state.links.forget(link);
      }
    });
  }

  /** Removes what has to go, then looks at the name that is to be used. */
  async #clear({ folder, key, remove, place }: LinkStep): Promise<Cleared> {
    if (!(await this.#canUse(folder))) return { removed: [], ready: undefined };
    const removed: LinkRecord[] = [];
    for (const record of remove) if (await this.#remove(record)) removed.push(record);
    // Where case makes no difference the next name may be that of a file that is still there.
    if (place === undefined || removed.length < remove.length) return { removed, ready: undefined };

    const { name, objectId, file, isOurs } = place;
    const found = await this.#tried(folder, name, (path) => lookAtLink(path, join(this.#parts.out, file)));
    if (found === "noFile" || (found === "other" && !isOurs)) {
      this.#notPlaced(folder, name, "EEXIST");
      return { removed, ready: undefined };
    }
    return { removed, ready: found && { folder, key, name, objectId, file, found } };
  }

  /** Deletes a file of ours, but nothing else that has its name by now. Returns whether it is gone. */
  async #remove({ folder, name }: LinkRecord): Promise<boolean> {
    const problem = await this.#tried(folder, name, async (path) => {
      if (!(await isFileOrNothing(path))) return "EEXIST";
      return (await deleteUnlessHeld(path)) ? "none" : "EBUSY";
    });
    if (problem === "none") this.#parts.tallies.of(folder).removed += 1;
    else if (problem !== undefined) this.#notPlaced(folder, name, problem);
    return problem === "none";
  }

  async #make({ folder, name, file, found }: ReadyLink): Promise<Made> {
    const tally = this.#parts.tallies.of(folder);
    const picture = join(this.#parts.out, file);
    const maxWaitMs = tally.notPlacedTotal < heldWaits ? heldWaitMs : 0;
    const rename = { ...this.#parts.rename, maxWaitMs, onWait: undefined };
    const made = await this.#tried(folder, name, async (path): Promise<Made> => {
      if (found === "nothing") return (await makeLink(picture, path, rename)) ? "placed" : "taken";
      if (found === "other") await replaceLink(picture, path, rename);
      return "placed";
    });
    if (made === "taken") this.#notPlaced(folder, name, "EEXIST");
    if (made === "placed") tally.links += 1;
    if (made === "placed" && found !== "same") tally.placed += 1;
    return made ?? "failed";
  }

  /** Does something with a file; undefined where the disk refuses it, which is in the tally then. */
  async #tried<T>(folder: string, name: string, act: (path: string) => Promise<T>): Promise<T | undefined> {
    try {
      return await act(join(this.#parts.out, folder, name));
    } catch (error) {
      if (!(error instanceof ExophotosError)) throw error;
      this.#notPlaced(folder, name, errnoIn(error));
      return undefined;
    }
  }

  /** Opens a folder once; what keeps it from being used is told once. */
  #canUse(folder: string): Promise<boolean> {
    let canUse = this.#usable.get(folder);
    if (canUse === undefined) {
      canUse = this.#parts.folders.open(folder).then((problem) => {
        if (problem !== undefined) this.#notPlaced(folder, "", problem);
        return problem === undefined;
      });
      this.#usable.set(folder, canUse);
    }
    return canUse;
  }

  #notPlaced(folder: string, name: string, errno: string): void {
    this.#parts.tallies.of(folder).notPlaced(join(this.#parts.out, folder, name), errno);
  }

  /** Makes names durable, those of new folders too. */
  async #flushFolders(links: readonly { readonly folder: string }[]): Promise<void> {
    const folders = new Set(links.map(({ folder }) => folder));
    for (const folder of folders) await flushDirectory(join(this.#parts.out, folder));
    if (folders.size > 0) await flushDirectory(this.#parts.out);
  }
}

async function isFileOrNothing(path: string): Promise<boolean> {
  try {
    return (await lstat(path)).isFile();
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return true;
    throw outputError(path, "read", error);
  }
}
