import type { Database } from "./database.ts";

/** One pass as recorded; times in milliseconds since 1970. A killed pass has no end. */
export interface PassRecord {
  readonly pass: number;
  readonly startedAtMs: number;
  readonly endedAtMs: number | undefined;
  readonly result: string | undefined;
  /** When the machine had been started. */
  readonly bootAtMs: number;
}

/** The passes that ran against this state. */
export class PassStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  last(): PassRecord | undefined {
    const row = this.#database.get("SELECT * FROM passes ORDER BY pass DESC LIMIT 1");
    if (row === undefined) return undefined;
    return {
      pass: Number(row.pass),
      startedAtMs: Number(row.started_at),
      endedAtMs: row.ended_at === null ? undefined : Number(row.ended_at),
      result: row.result === null ? undefined : String(row.result),
      bootAtMs: Number(row.boot_at),
    };
  }

  /** Records a new pass and returns its number. */
  begin(startedAtMs: number, bootAtMs: number, choice: string): number {
    const pass = (this.last()?.pass ?? 0) + 1;
    this.#database.run(
      "INSERT INTO passes (pass, started_at, boot_at, choice) VALUES (?, ?, ?, ?)",
      pass,
      startedAtMs,
      bootAtMs,
      choice,
    );
    return pass;
  }

  end(pass: number, endedAtMs: number, result: string): void {
    this.#database.run("UPDATE passes SET ended_at = ?, result = ? WHERE pass = ?", endedAtMs, result, pass);
  }
}
