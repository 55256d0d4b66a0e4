import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, extname, join } from "node:path";
import type { PassSummary } from "../../../src/export/summary.ts";
import { type ExpectedFolder, expectedFolder, type Nicknames } from "./by-name-expected.ts";
import { keyOf, type LinkFolder, linkFolders } from "./by-name-names.ts";
import type { Output } from "./read-output.ts";

/** What somebody does in a by-name folder before a pass. */
export type ByNameEvent =
  | { readonly does: "plants"; readonly folder: number; readonly name: string }
  | { readonly does: "replaces"; readonly folder: number; readonly file: number }
  | { readonly does: "deletesFolder"; readonly folder: number };

/** What a pass was told of by-name folders, and how it ended. */
export interface ByNameFacts {
  readonly links: readonly LinkFolder[];
  readonly isPublished: boolean;
  readonly exitCode: number | null;
  /** Killed, or interrupted so late that it had published. */
  readonly isCut: boolean;
  readonly rebuildsState: boolean;
  readonly nicknames: Nicknames;
  readonly lastRun: PassSummary | undefined;
}

type Files = ReadonlyMap<string, string>;

/** A file that exophotos did not make. */
interface OthersFile {
  readonly folder: string;
  readonly name: string;
  readonly sha256: string;
  /** The picture whose place it took: it is only found when that is to change. */
  readonly insteadOf: string | undefined;
  /** A pass that told of files in the way may have found it, and no longer counts it for its own. */
  readonly wasTold: boolean;
}

/** The by-name folders of an export, and what release/docs/links.md promises of them. */
export class ByNameFolders {
  readonly #out: string;
  /** What the folders may be in step with: the last manifest and, after passes that were killed, those before it. */
  #steps: readonly ReadonlyMap<string, ExpectedFolder>[] = [new Map()];
  #links: readonly LinkFolder[] = [];
  #others: readonly OthersFile[] = [];
  #before: ReadonlyMap<string, Files> = new Map();
  /** Names that nobody has because several people should, in all passes together. */
  collisions = 0;

  constructor(out: string) {
    this.#out = out;
  }

  /** Somebody does something; false where there was nothing to do it to. */
  async happens(event: ByNameEvent): Promise<boolean> {
    const folders = [...this.#before.keys()];
    const folder = folders[event.folder % folders.length];
    if (folder === undefined) return false;
    const files = this.#before.get(folder) ?? new Map();
    switch (event.does) {
      case "plants":
        // A name that a killed pass was about to use is taken for its own.
        if (files.has(event.name) || (!this.#isInStep && event.name.endsWith(".jpg"))) return false;
        await this.#put(folder, event.name, undefined);
        break;
      case "replaces": {
        const name = [...files.keys()].filter((one) => !this.#isOthers(folder, one))[event.file % files.size];
        if (name === undefined || !this.#isInStep) return false;
        await this.#put(folder, name, files.get(name));
        break;
      }
      case "deletesFolder":
        await this.#delete(folder);
        break;
    }
    this.#before = await this.#read();
    return true;
  }

  /** A state that is made anew knows the files of the last links only, and no value that is no column. */
  async beforeRebuild(links: readonly LinkFolder[]): Promise<void> {
    const isSame = JSON.stringify(links) === JSON.stringify(this.#links);
    for (const folder of this.#before.keys()) {
      if (!isSame || !this.#isInStep || folder === linkFolders.nickname.folder) await this.#delete(folder);
    }
    this.#others = this.#others.map((file) => ({ ...file, insteadOf: undefined }));
    this.#before = await this.#read();
  }

  /** Somebody takes away what would be in the way, as the document says: with the folder. */
  async clear(): Promise<void> {
    for (const folder of new Set(this.#others.map((file) => file.folder))) await this.#delete(folder);
    this.#before = await this.#read();
  }

  /** Fails where a pass left a folder as it must not. */
  async see(after: Output | undefined, facts: ByNameFacts): Promise<void> {
    const { links, isPublished, isCut, rebuildsState, nicknames } = facts;
    const now = await this.#read();
    for (const { folder, name, sha256 } of this.#others) {
      assert.equal(now.get(folder)?.get(name), sha256, `${folder}/${name} is not ours and stays as it is`);
    }
    const own = new Map([...now].map(([folder, files]) => [folder, this.#ownOf(folder, files)]));
    const expected = new Map<string, ExpectedFolder>();
    for (const link of links) {
      expected.set(link.folder, await expectedFolder(this.#out, after?.rows.values() ?? [], link, nicknames));
    }
    if (isPublished && !isCut) {
      this.#steps = [expected];
      this.#links = links;
      this.#checkInStep(now, own, expected, facts);
    } else {
      if (isCut || rebuildsState) this.#steps = [...this.#steps, expected];
      if (isCut || rebuildsState) this.#checkKnown(own);
      else assert.deepEqual(now, this.#before, "a pass that publishes nothing leaves by-name folders alone");
    }
    this.#before = now;
  }

  get #isInStep(): boolean {
    return this.#steps.length === 1;
  }

  #checkInStep(
    now: ReadonlyMap<string, Files>,
    own: ReadonlyMap<string, Files>,
    expected: ReadonlyMap<string, ExpectedFolder>,
    { exitCode, lastRun }: ByNameFacts,
  ): void {
    for (const [folder, { must, may, collisions, withoutValue }] of expected) {
      const files = own.get(folder) ?? new Map();
      for (const [name, sha256] of must) {
        const isFree = !this.#others.some((file) => file.folder === folder && isAlike(file.name, name));
        if (isFree) assert.equal(files.get(name), sha256, `${folder}/${name} is there`);
      }
      for (const [name, sha256] of files) assert.equal(sha256, may.get(name), `${folder}/${name} is what it should be`);
      this.collisions += collisions;
      const told = lastRun?.links.find((one) => one.folder === folder);
      assert.equal(told?.collisionsTotal, collisions, `collisions in ${folder}`);
      if (must.size === may.size) assert.equal(told.withoutValue, withoutValue, `people without a value in ${folder}`);
    }
    for (const [folder, files] of now) {
      if (expected.has(folder)) continue;
      assert.deepEqual([...(own.get(folder) ?? [])], [], `${folder} is not wanted any more`);
      assert.ok(files.size > 0, `${folder} is gone`);
    }
    this.#checkInTheWay(expected, exitCode, lastRun);
  }

  /** A file of somebody else's is told of where it has a name that is wanted, or the place of one that should go. */
  #checkInTheWay(
    expected: ReadonlyMap<string, ExpectedFolder>,
    exitCode: number | null,
    lastRun: PassSummary | undefined,
  ): void {
    const isInTheWay = this.#others.some(({ folder, name, insteadOf, wasTold }) => {
      const wanted = expected.get(folder)?.must.get(name);
      const isToGo = insteadOf !== undefined && !wasTold && expected.get(folder)?.may.has(name) !== true;
      return isToGo || (wanted !== undefined && wanted !== insteadOf);
    });
    if (isInTheWay) assert.equal(exitCode, 9, "a file of somebody else's is in the way");
    if (exitCode !== 9) return;
    // One that took a place is found also where the picture was fetched again.
    const isPossible = isInTheWay || this.#others.some(({ insteadOf }) => insteadOf !== undefined);
    assert.ok(isPossible, `nothing is in the way: ${JSON.stringify(lastRun?.error)}`);
    this.#others = this.#others.map((file) =>
      expected.get(file.folder)?.may.has(file.name) ? { ...file, wasTold: true } : { ...file, insteadOf: undefined },
    );
  }

  /** Each file is one that some manifest wanted there since the folders were last in step. */
  #checkKnown(own: ReadonlyMap<string, Files>): void {
    for (const [folder, files] of own) {
      for (const [name, sha256] of files) {
        const isKnown = this.#steps.some((step) => step.get(folder)?.may.get(name) === sha256);
        assert.ok(isKnown, `${folder}/${name} was a picture of that person`);
      }
    }
  }

  async #put(folder: string, name: string, insteadOf: string | undefined): Promise<void> {
    const bytes = randomBytes(40);
    // Beside it first: writing into it would write into the photo.
    const beside = join(this.#out, "..", "planted");
    await writeFile(beside, bytes);
    await rename(beside, join(this.#out, folder, name));
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    this.#others = [...this.#others, { folder, name, sha256, insteadOf, wasTold: false }];
  }

  async #delete(folder: string): Promise<void> {
    await rm(join(this.#out, folder), { recursive: true });
    this.#others = this.#others.filter((file) => file.folder !== folder);
  }

  #isOthers(folder: string, name: string): boolean {
    return this.#others.some((file) => file.folder === folder && file.name === name);
  }

  #ownOf(folder: string, files: Files): Files {
    return new Map([...files].filter(([name]) => !this.#isOthers(folder, name)));
  }

  /** All by-name folders but for the mark in each. */
  async #read(): Promise<ReadonlyMap<string, Files>> {
    const names = await readdir(this.#out).catch(() => []);
    const folders = new Map<string, Files>();
    for (const folder of names.filter((name) => name.startsWith("by-")).sort()) {
      const files = new Map<string, string>();
      for (const name of (await readdir(join(this.#out, folder))).sort()) {
        if (name.startsWith(".exophotos")) continue;
        const bytes = await readFile(join(this.#out, folder, name));
        files.set(name, createHash("sha256").update(bytes).digest("hex"));
      }
      folders.set(folder, files);
    }
    return folders;
  }
}

function isAlike(one: string, other: string): boolean {
  return keyOf(basename(one, extname(one))) === keyOf(basename(other, extname(other)));
}
