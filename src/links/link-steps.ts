import { join } from "node:path";
import pMap from "p-map";
import { ExophotosError } from "../errors.ts";
import { deleteUnlessHeld } from "../platform/delete-unless-held.ts";
import { flushDirectory } from "../platform/durable-file.ts";
import { errnoIn } from "../platform/output-error.ts";
import type { RenameOptions } from "../platform/rename-with-retry.ts";
import type { LinkRecord } from "../store/links.ts";
import type { State } from "../store/state.ts";
import { type FoundThere, lookAtLink, makeLink, replaceLink } from "./link-file.ts";
import type { LinkFolders } from "./link-folder.ts";
import type { LinkStep } from "./link-plan.ts";
import type { LinkTallies } from "./link-tally.ts";
import { lookAtRecorded } from "./recorded-link.ts";

export interface LinkStepsParts {
  readonly out: string;
  readonly state: State;
  readonly repairs: boolean;
  readonly rename: RenameOptions;
  readonly folders: LinkFolders;
  readonly tallies: LinkTallies;
}

/** Files handled at the same time; a copy of one is in memory. */
const filesAtOnce = 4;
/** How long a file is waited for that somebody has open, and how many of a folder are. */
const heldWaitMs = 1000;
const heldWaits = 20;

/** A link whose name may be used; `found` is what has the name now, `recorded` what is on record under it. */
interface ReadyLink extends Omit<LinkRecord, "isPlaced"> {
  readonly found: Exclude<FoundThere, "noFile">;
  readonly recorded: LinkRecord | undefined;
}

type Place = NonNullable<LinkStep["place"]>;

/** What clearing the way for a step came to. */
interface Cleared {
  readonly removed: readonly LinkRecord[];
  /** Records whose names have something of somebody else's by now. */
  readonly lost: readonly LinkRecord[];
  readonly ready: ReadyLink | undefined;
}

/**
 * How making a link ended; «taken»: something else was quicker to take a name that was free; «nothing»: it failed, and
 * the name is still free.
 */
type Made = "placed" | "failed" | "taken" | "nothing";

/**
 * Carries out the differences, many at a time. A file is on record before it is made, and its name is durable before the
 * record says that it is placed; a record goes after its file. The first record is on the disk before the file is made. So nothing of ours is ever without a record, however the
 * process ends.
 */
export class LinkSteps {
  readonly #parts: LinkStepsParts;
  /** Folders that steps change, and whether they can be used. */
  readonly #usable = new Map<string, Promise<boolean>>();

  constructor(parts: LinkStepsParts) {
    this.#parts = parts;
  }

  /** Opens folders, and returns those that cannot be used. */
  async unusable(folders: readonly string[]): Promise<ReadonlySet<string>> {
    const unusable = new Set<string>();
    for (const folder of folders) {
      const problem = await this.#parts.folders.open(folder);
      if (problem === undefined) continue;
      this.#notPlaced(folder, "", problem);
      unusable.add(folder);
    }
    return unusable;
  }

  async carryOut(steps: readonly LinkStep[]): Promise<void> {
    const { state } = this.#parts;
    const cleared = await pMap(steps, (step) => this.#clear(step), { concurrency: filesAtOnce });
    const removed = cleared.flatMap((step) => step.removed);
    const ready = cleared.flatMap((step) => step.ready ?? []);
    await this.#flushFolders(removed);
    const prepare = () => {
      for (const record of removed) state.links.forget(record);
      for (const record of cleared.flatMap((step) => step.lost)) state.links.forget(record);
      for (const link of ready) state.links.intend(link);
    };
    state.durably(() => state.transaction(prepare));
    const made = await pMap(ready, (link) => this.#make(link), { concurrency: filesAtOnce });
    await this.#flushFolders(ready);
    state.transaction(() => {
      for (const [index, link] of ready.entries()) {
        this.#conclude(link, made[index] ?? "failed");
      }
    });
  }

  /** Nothing that we did not make may stand under a name that is on record. */
  #conclude(link: ReadyLink, made: Made): void {
    const { links } = this.#parts.state;
    if (made === "placed") links.markPlaced(link);
    else if (made !== "failed") links.forget(link);
    else if (link.recorded?.isPlaced === true && link.recorded.file !== link.file) {
      // What was there still is, and the record must go on telling what that is.
      links.intend(link.recorded);
      links.markPlaced(link.recorded);
    }
  }

  /** Removes what has to go, then looks at the name that is to be used. */
  async #clear({ folder, key, remove, place }: LinkStep): Promise<Cleared> {
    const removed: LinkRecord[] = [];
    const lost: LinkRecord[] = [];
    if (!(await this.#canUse(folder))) return { removed, lost, ready: undefined };
    for (const record of remove) {
      const became = await this.#remove(record);
      if (became === "removed") removed.push(record);
      if (became === "lost") lost.push(record);
    }
    // Where case makes no difference the next name may be that of a file that is still there.
    if (place === undefined || removed.length < remove.length) return { removed, lost, ready: undefined };

    const { name, objectId, file, recorded } = place;
    const found = await this.#tried(folder, name, (path) => this.#lookAtPlace(path, place));
    if (found === "noFile") {
      this.#notPlaced(folder, name, "EEXIST");
      if (recorded !== undefined) lost.push(recorded);
      return { removed, lost, ready: undefined };
    }
    return { removed, lost, ready: found && { folder, key, name, objectId, file, found, recorded } };
  }

  /** What has a name that is to be used; what is not ours is as good as no file. */
  async #lookAtPlace(path: string, { file, recorded, isFresh }: Place): Promise<FoundThere> {
    const { out, repairs } = this.#parts;
    const found = await lookAtLink(path, join(out, file));
    if (found !== "other" || (recorded !== undefined && repairs && isFresh)) return found;
    return recorded !== undefined && (await lookAtRecorded(out, recorded)) === "same" ? "other" : "noFile";
  }

  /** What became of a record that has to go. Only a file that is still what we made is deleted. */
  async #remove(record: LinkRecord): Promise<"removed" | "lost" | "held"> {
    const { folder, name } = record;
    const problem = await this.#tried(folder, name, async (path) => {
      const found = await lookAtRecorded(this.#parts.out, record);
      if (found === "noFile" || found === "other") return "EEXIST";
      return (await deleteUnlessHeld(path)) ? "none" : "EBUSY";
    });
    if (problem === "none") this.#parts.tallies.of(folder).removed += 1;
    else if (problem !== undefined) this.#notPlaced(folder, name, problem);
    if (problem === "EEXIST") return "lost";
    return problem === "none" ? "removed" : "held";
  }

  async #make(link: ReadyLink): Promise<Made> {
    const { folder, name, file, found } = link;
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
    return made ?? (await this.#afterFailure(link));
  }

  async #afterFailure({ folder, name, file }: ReadyLink): Promise<Made> {
    const { out } = this.#parts;
    const found = await lookAtLink(join(out, folder, name), join(out, file)).catch(() => undefined);
    return found === "nothing" ? "nothing" : "failed";
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
      canUse = this.#parts.folders.openToChange(folder).then((problem) => {
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
