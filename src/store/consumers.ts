import type { Database } from "./database.ts";

/** A named reader of changes. `written` is the last sequence it was handed, `acknowledged` the last it has confirmed. */
export interface ConsumerRecord {
  readonly name: string;
  readonly acknowledged: number;
  readonly written: number;
}

/** The positions of the readers of changes. */
export class ConsumerStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  get(name: string): ConsumerRecord | undefined {
    const row = this.#database.get("SELECT * FROM consumers WHERE name = ?", name);
    if (row === undefined) return undefined;
    return { name, acknowledged: Number(row.acknowledged), written: Number(row.written) };
  }

  /** Remembers that a consumer was handed everything up to `sequence`. */
  recordWritten(name: string, sequence: number): void {
    this.#database.run(
      `INSERT INTO consumers (name, acknowledged, written, acknowledged_at) VALUES (?, 0, ?, 0)
       ON CONFLICT (name) DO UPDATE SET written = excluded.written`,
      name,
      sequence,
    );
  }

  /** Moves a consumer to the sequence that it was last handed. */
  acknowledge(name: string, nowMs: number): void {
    this.#database.run("UPDATE consumers SET acknowledged = written, acknowledged_at = ? WHERE name = ?", nowMs, name);
  }
}
