import type { Database, Row } from "./database.ts";

/** One pass as recorded; times in milliseconds since 1970. A killed pass has no end. */
export interface PassRecord {
  readonly pass: number;
  readonly startedAtMs: number;
  readonly endedAtMs: number | undefined;
  readonly result: string | undefined;
  /** When the machine had been started. */
  readonly bootAtMs: number;
}

/** Of a pass that has looked at what those before it left. */
const isSoundEnd = "result NOT IN ('failed', 'interrupted')";

/** The passes that ran against this state. */
export class PassStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /**
   * The last pass that came to its end, and all that began after it, in their order. One that failed or was interrupted
   * may not have come as far as to look at what those before it left.
   */
  sinceLastEnd(): PassRecord[] {
    return this.#database
      .all(
        `SELECT * FROM passes WHERE pass >= (SELECT coalesce(max(pass), 0) FROM passes WHERE ${isSoundEnd})
         ORDER BY pass`,
      )
      .map(passFromRow);
  }

  /** The first of them that has not come to any end: one that was killed, or the running one. */
  firstOpen(): number | undefined {
    return this.sinceLastEnd().find(({ endedAtMs }) => endedAtMs === undefined)?.pass;
  }

  /** When the newest pass began, in milliseconds since 1970. */
  lastStart(): number | undefined {
    const row = this.#database.get("SELECT started_at FROM passes ORDER BY pass DESC LIMIT 1");
    return row === undefined ? undefined : Number(row.started_at);
  }

  /** Records a new pass and returns its number, which is above those of all others and above `after`. */
  begin(startedAtMs: number, bootAtMs: number, choice: string, after = 0): number {
    const last = Number(this.#database.get("SELECT max(pass) AS pass FROM passes")?.pass ?? 0);
    const pass = Math.max(last, after) + 1;
    this.#database.run(
      "INSERT INTO passes (pass, started_at, boot_at, choice) VALUES (?, ?, ?, ?)",
      pass,
      startedAtMs,
      bootAtMs,
      choice,
    );
    return pass;
  }

  /** Forgets the passes that `sinceLastEnd` leaves out. */
  forgetEnded(): void {
    this.#database.run(`DELETE FROM passes WHERE pass < (SELECT max(pass) FROM passes WHERE ${isSoundEnd})`);
  }

  end(pass: number, endedAtMs: number, result: string): void {
    this.#database.run("UPDATE passes SET ended_at = ?, result = ? WHERE pass = ?", endedAtMs, result, pass);
  }
}

function passFromRow(row: Row): PassRecord {
  return {
    pass: Number(row.pass),
    startedAtMs: Number(row.started_at),
    endedAtMs: row.ended_at === null ? undefined : Number(row.ended_at),
    result: row.result === null ? undefined : String(row.result),
    bootAtMs: Number(row.boot_at),
  };
}
