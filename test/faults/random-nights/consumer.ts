import assert from "node:assert/strict";
import { parse } from "csv-parse/sync";
import { runHere } from "../../running/here.ts";
import { assertExit, type CsvRow } from "../../running/world.ts";
import { type HeldRows, heldRows, played } from "./held-rows.ts";
import type { Output } from "./read-output.ts";

/** A named reader of `exophotos changes`, who holds what the changes that it confirmed came to. */
export class Consumer {
  readonly #name: string;
  #held: HeldRows = new Map();
  #position = 0;

  constructor(name: string) {
    this.#name = name;
  }

  /** The state that knew how far it had come is lost: it begins anew. */
  isForgotten(): void {
    this.#held = new Map();
    this.#position = 0;
  }

  /**
   * Takes the changes since the last confirmed ones; together they must give the manifest. One who does not confirm, as
   * if its own import had failed, gets them again. Where the history is gone, it takes the manifest as a whole.
   */
  async comesFor(out: string, output: Output, acknowledges: boolean): Promise<void> {
    const args = ["changes", "--out", out, "--since", `@${this.#name}`];
    const end = await runHere(args);
    const oldest = Number(output.history[0]?.sequence ?? output.entry.sequence + 1);
    const isGone = this.#position < oldest - 1;
    assertExit(end, isGone ? 2 : 0);
    const published = heldRows(output.rows);
    const taken = isGone ? published : played(this.#held, changesIn(end.stdout));
    assert.deepEqual(taken, published, `${this.#name} holds the manifest`);
    if (!acknowledges) return;
    assertExit(await runHere([...args, "--ack"]), 0);
    this.#held = taken;
    this.#position = output.entry.sequence;
  }
}

function changesIn(csv: string): readonly CsvRow[] {
  return parse(csv, { columns: true, record_delimiter: "\r\n" }) as CsvRow[];
}
