import assert from "node:assert/strict";
import type { CsvRow } from "../../running/world.ts";
import type { Choice } from "./choice.ts";
import { type HeldRows, heldRows, played } from "./held-rows.ts";
import type { Output } from "./read-output.ts";
import type { Wire } from "./wire.ts";
import type { Wishes } from "./wishes.ts";

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
  /** The choice of what is published. */
  #choice: string | undefined;
  /** Ended listings in a row that did not have somebody. */
  readonly #missed = new Map<string, number>();
  /** Each number's change, and what readers held who had come so far. */
  readonly #changes = new Map<string, string>();
  readonly #heldAt = new Map<number, HeldRows>();
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
    const isPublished = after !== undefined && after.entry.pass !== before?.entry.pass;
    this.#checkEnd(before, after, isPublished, facts);
    if (after !== undefined) {
      this.#checkPhotos(before, after, facts);
      if (isPublished) this.#checkPublish(before, after, facts);
      if (isPublished) checkChanges(before, after);
      this.#checkNumbers(after);
      this.#checkKeptFiles(after);
    }
    if (isPublished && facts.choice.key !== undefined) this.#choice = facts.choice.key;
    this.#wasKilled = facts.exitCode === null;
    this.#before = after;
  }

  /** Only a pass that ends well publishes, and others leave everything as it is. A kill is one or the other. */
  #checkEnd(before: Output | undefined, after: Output | undefined, isPublished: boolean, facts: PassFacts): void {
    const { exitCode, isDryRun } = facts;
    if (exitCode === null) return;
    assert.equal(isPublished, (exitCode === 0 || exitCode === 4) && !isDryRun, `exit ${exitCode} publishes or not`);
    if (isPublished) assert.ok(after?.isCurrent, "the new manifest.csv is the current one");
    // What a kill left to do may be done.
    else if (!this.#wasKilled) assert.equal(after?.published, before?.published, `exit ${exitCode} changes nothing`);
    else assert.equal(after?.entry.sha256, before?.entry.sha256, `exit ${exitCode} leaves manifest.csv`);
  }

  #checkPhotos(before: Output | undefined, after: Output, { failed, choice, wishes }: PassFacts): void {
    for (const [objectId, content] of before?.contents ?? []) {
      const now = after.contents.get(objectId);
      if (now !== undefined) continue;
      this.removals += 1;
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
      assert.ok(this.#isGone(objectId) || this.#isOut(objectId, choice), `${objectId} lost the row`);
    }
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
    return missed >= 2 || (missed === 1 && this.#choice !== undefined && this.#choice !== key);
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
    if (before !== undefined) {
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

  /** Each number stands for one change forever, and who took all since any number holds the manifest. */
  #checkNumbers(after: Output): void {
    const { history, entry, json } = after;
    for (const change of history) {
      const number = String(change.sequence);
      // What was never committed may be numbered again.
      if (Number(number) > entry.sequence) continue;
      const text = JSON.stringify(change);
      assert.equal(this.#changes.get(number) ?? text, text, `change ${number} is what it was`);
      this.#changes.set(number, text);
    }
    const published = heldRows(after.rows);
    const known = this.#heldAt.get(entry.sequence);
    if (known !== undefined) assert.deepEqual(published, known, "the same number, the same rows");
    this.#heldAt.set(entry.sequence, published);
    const upTo = history.filter(({ sequence }) => Number(sequence) <= entry.sequence);
    const last = Number(upTo.at(-1)?.sequence ?? entry.sequence);
    assert.equal(last, entry.sequence, "the history ends with the manifest");
    const oldest = Number(upTo[0]?.sequence ?? entry.sequence + 1);
    for (const [sequence, held] of this.#heldAt) {
      if (sequence < oldest - 1) continue;
      const rest = upTo.slice(sequence - oldest + 1);
      assert.deepEqual(played(held, rest), published, `a reader that had come to ${sequence}`);
    }
    assert.ok(json.previous === null || json.previous.sequence <= json.current.sequence);
  }

  #checkKeptFiles({ files }: Output): void {
    for (const { files: listed } of this.#replaced) {
      for (const file of listed) assert.ok(files.has(file), `${file} is kept for slow readers`);
    }
  }
}

/** Whose row differs in more than the etag has one change of this publish, and nobody else has. */
function checkChanges(before: Output | undefined, after: Output): void {
  const everybody = new Set([...(before?.rows.keys() ?? []), ...after.rows.keys()]);
  const differing = [...everybody].filter((id) => isOther(before?.rows.get(id), after.rows.get(id)));
  const since = before?.entry.sequence ?? 0;
  const changed = after.history.filter(({ sequence }) => Number(sequence) > since).map(({ objectId = "" }) => objectId);
  assert.equal(after.entry.sequence, since + differing.length, "a number for each row that differs");
  // What expired at once is not there any more.
  if (changed.length > 0) assert.deepEqual(changed.sort(), differing.sort());
}

function isOther(one: CsvRow | undefined, other: CsvRow | undefined): boolean {
  if (one === undefined || other === undefined) return one !== other;
  const columns = new Set([...Object.keys(one), ...Object.keys(other)]);
  columns.delete("etag");
  // A column of --columns that comes or goes is a difference also where it is empty.
  const valueIn = (row: CsvRow, column: string) => row[column] ?? (column === "department" ? undefined : "");
  return [...columns].some((column) => valueIn(one, column) !== valueIn(other, column));
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
