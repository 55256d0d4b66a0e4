import assert from "node:assert/strict";
import type { Choice } from "./choice.ts";
import { checkChanges, Numbers } from "./numbers.ts";
import type { Output } from "./read-output.ts";
import type { Wire } from "./wire.ts";
import { delimiters, type Wishes } from "./wishes.ts";

/** What a pass was to do, and how it ended. */
export interface PassFacts {
  readonly wishes: Wishes;
  readonly choice: Choice;
  /** Null where the process was killed. */
  readonly exitCode: number | null;
  readonly isDryRun: boolean;
  readonly beganAtMs: number;
  readonly endedAtMs: number;
  /** Object ids that last-run.json names as failed. */
  readonly failed: readonly string[];
  /** The deadline came while it asked. */
  readonly deadlineCame: boolean;
  /** It ended with 9 only because something is in the way in a by-name folder. */
  readonly linksFailed: boolean;
  /** It was told to make a new state. */
  readonly rebuildsState: boolean;
}

const dayMs = 86_400_000;

/**
 * All that is demanded of OUT after each pass, whatever happened in it. It knows what was published before and what the
 * service said, and nothing of how the program works.
 */
export class Model {
  readonly #wire: Wire;
  #before: Output | undefined;
  #wasKilled = false;
  /** The state was made anew since the last publish. */
  #wasRebuilt = false;
  /** The choice of what is published. A pass that was cut short may not have come to say whose it was. */
  #choices: ReadonlySet<string> = new Set();
  /** Ended listings in a row that did not have somebody. */
  readonly #missed = new Map<string, number>();
  readonly #numbers = new Numbers();
  /** Manifests that slow readers may still have open. */
  #replaced: { readonly files: readonly string[]; readonly atMs: number }[] = [];
  /** Photos that went, each with its reason. */
  removals = 0;

  constructor(wire: Wire) {
    this.#wire = wire;
  }

  get published(): Output | undefined {
    return this.#before;
  }

  /** Fails where a pass left something that it must not. */
  see(after: Output | undefined, facts: PassFacts): void {
    const before = this.#before;
    this.#countMissed(facts);
    this.#wasRebuilt ||= facts.rebuildsState;
    const isPublished = after !== undefined && after.entry.pass !== before?.entry.pass;
    this.#checkEnd(before, after, isPublished, facts);
    if (after !== undefined) {
      this.#checkPhotos(before, after, facts);
      if (isPublished) this.#checkPublish(before, after, facts);
      if (isPublished) checkChanges(before, after);
      this.#numbers.check(after);
      this.#checkKeptFiles(after);
    }
    if (isPublished) this.#wasRebuilt = false;
    if (isPublished && facts.choice.key !== undefined) {
      this.#choices = new Set([...(facts.deadlineCame ? this.#choices : []), facts.choice.key]);
    }
    this.#wasKilled = facts.exitCode === null;
    this.#before = after;
  }

  /** Only a pass that ends well publishes, and others leave everything as it is. A kill is one or the other. */
  #checkEnd(before: Output | undefined, after: Output | undefined, isPublished: boolean, facts: PassFacts): void {
    const { exitCode, isDryRun, linksFailed } = facts;
    if (exitCode === null) return;
    const isToPublish = (exitCode === 0 || exitCode === 4 || linksFailed) && !isDryRun;
    assert.equal(isPublished, isToPublish, `exit ${exitCode} publishes or not`);
    if (isPublished) assert.ok(after?.isCurrent, "the new manifest.csv is the current one");
    // What a kill left to do may be done, and a new state does not know which changes were swept.
    else if (!this.#wasKilled && !this.#wasRebuilt)
      assert.equal(after?.published, before?.published, `exit ${exitCode} changes nothing`);
    else assert.equal(after?.entry.sha256, before?.entry.sha256, `exit ${exitCode} leaves manifest.csv`);
  }

  #checkPhotos(before: Output | undefined, after: Output, facts: PassFacts): void {
    const { failed, choice, wishes } = facts;
    for (const [objectId, content] of before?.contents ?? []) {
      const now = after.contents.get(objectId);
      if (now !== undefined) continue;
      this.removals += 1;
      assert.ok(!this.#isListingCut(facts), `${objectId} lost the photo before everybody was listed`);
      assert.ok(this.#mayLose(objectId, choice), `${objectId} lost the photo ${content} without two who said so`);
      assert.ok(!failed.includes(objectId), `${objectId} failed and lost the photo`);
    }
    for (const [objectId, content] of after.contents) {
      if (content === before?.contents.get(objectId)) continue;
      const isServed = this.#wire.served.get(objectId)?.has(content) === true;
      // One that is no JPEG is made one.
      const isMade = this.#wire.servedOthers.has(objectId) && after.rows.get(objectId)?.contentType === "image/jpeg";
      assert.ok(isServed || isMade, `${objectId} has a photo that the service never gave`);
    }
    if (before === undefined || wishes.rows !== "people") return;
    for (const objectId of before.rows.keys()) {
      if (after.rows.has(objectId)) continue;
      assert.ok(!this.#isListingCut(facts), `${objectId} lost the row before everybody was listed`);
      assert.ok(this.#isGone(objectId) || this.#isOut(objectId, choice), `${objectId} lost the row`);
    }
  }

  /** A deadline came before the end of the listing. */
  #isListingCut({ deadlineCame, choice }: PassFacts): boolean {
    return deadlineCame && choice.key !== undefined && choice.named === undefined && !this.#wire.listingEnded;
  }

  /** Two answers that say so, the last of them in a call of its own. */
  #mayLose(objectId: string, choice: Choice): boolean {
    const denied = this.#wire.photoDenied(objectId);
    return (denied.times >= 2 && denied.alone) || this.#isGone(objectId) || this.#isOut(objectId, choice);
  }

  #isGone(objectId: string): boolean {
    const gone = this.#wire.gone(objectId);
    return gone.times >= 2 && gone.alone;
  }

  /** The operator chose others, or two listings in a row did not have this person, whom the directory gave by id. */
  #isOut(objectId: string, { key, isRestricted }: Choice): boolean {
    if (!isRestricted || key === undefined || !this.#wire.exists(objectId)) return false;
    const missed = this.#missed.get(objectId) ?? 0;
    return missed >= 2 || (missed === 1 && [...this.#choices].some((choice) => choice !== key));
  }

  #countMissed({ choice, isDryRun }: PassFacts): void {
    if (choice.key === undefined || isDryRun) return;
    if (choice.named === undefined && !this.#wire.listingEnded) return;
    const known = new Set([...(this.#before?.rows.keys() ?? []), ...this.#missed.keys()]);
    for (const objectId of known) {
      const isListed = choice.named === undefined ? this.#wire.listed.has(objectId) : this.#isNamed(objectId, choice);
      this.#missed.set(objectId, isListed ? 0 : (this.#missed.get(objectId) ?? 0) + 1);
    }
  }

  /** A list names people whom the directory may not know. */
  #isNamed(objectId: string, { has, named }: Choice): boolean {
    if (!has(objectId)) return false;
    const keys = named?.has(objectId) ? [objectId] : [...(named ?? [])];
    return !keys.some((key) => this.#wire.gone(key).times > 0);
  }

  #checkPublish(before: Output | undefined, after: Output, { wishes, choice, beganAtMs, endedAtMs }: PassFacts): void {
    assert.equal(after.entry.checksumAlgorithm, wishes.checksum);
    assert.equal(after.entry.encoding, wishes.encoding);
    assert.equal(after.entry.delimiter, delimiters[wishes.delimiter]);
    if (before !== undefined) {
      const isOtherHistory = after.json.history !== before.json.history;
      assert.equal(isOtherHistory, this.#wasRebuilt, "the history has a new name where the state is new");
      this.#checkGuards(before, after, wishes);
      const files = [...before.rows.values()].flatMap(filesOf);
      this.#replaced.push({ files, atMs: beganAtMs });
    }
    if (choice.key === undefined && before !== undefined) {
      for (const [objectId, row] of after.rows) {
        if (!choice.has(objectId)) assert.deepEqual(row, before.rows.get(objectId), `${objectId} is left as published`);
      }
    }
    const keepMs = wishes.keepFilesDays * dayMs;
    this.#replaced = this.#replaced.filter(({ atMs }) => endedAtMs - atMs < keepMs);
  }

  /** At most as many lose row or photo as the operator allows, and somebody stays. */
  #checkGuards(before: Output, after: Output, { maxDelete, rows }: Wishes): void {
    const lost = [...before.contents.keys()].filter((id) => !after.contents.has(id)).length;
    const bare = [...before.rows.keys()].filter((id) => !before.contents.has(id) && !after.rows.has(id)).length;
    const allowed = allowedOf(maxDelete, before.rows.size);
    assert.ok(lost + (rows === "people" ? bare : 0) <= allowed, `${lost} lost their photo, ${allowed} may`);
    assert.ok(after.contents.size > 0 || before.contents.size === 0, "somebody keeps a photo");
  }

  #checkKeptFiles({ files }: Output): void {
    for (const { files: listed } of this.#replaced) {
      for (const file of listed) assert.ok(files.has(file), `${file} is kept for slow readers`);
    }
  }
}

function filesOf(row: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(row).flatMap(([column, value]) => (/^file$|File$/.test(column) && value !== "" ? [value] : []));
}

function allowedOf(maxDelete: Wishes["maxDelete"], rows: number): number {
  switch (maxDelete) {
    case "usual":
      return Math.max(20, Math.floor(rows / 10));
    case "0":
    case "4":
      return Number(maxDelete);
    case "40%":
    case "100%":
      return Math.floor((rows * Number.parseInt(maxDelete, 10)) / 100);
  }
}
