import assert from "node:assert/strict";
import type { CsvRow } from "../../running/world.ts";
import { type HeldRows, heldRows, played } from "./held-rows.ts";
import type { Output } from "./read-output.ts";

/** Each number stands for one change forever, and who took all since any number holds the manifest. */
export class Numbers {
  readonly #changes = new Map<string, string>();
  /** What readers held who had come so far. */
  readonly #heldAt = new Map<number, HeldRows>();

  check(after: Output): void {
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
}

/** Whose row differs in more than the etag has one change of this publish, and nobody else has. */
export function checkChanges(before: Output | undefined, after: Output): void {
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
