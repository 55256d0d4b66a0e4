import { DatabaseSync, type SQLInputValue, type SQLOutputValue, type StatementSync } from "node:sqlite";
import { ExophotosError } from "../errors.ts";
import { errnoOfSqlite, sqliteCode } from "../platform/sqlite-error.ts";

export type Row = Record<string, SQLOutputValue>;

/** How long a statement waits for another process's write transaction. */
const busyTimeoutMs = 60_000;

/**
 * One connection to a SQLite file, with statements prepared once and SQLite's errors translated:
 * a full or failing disk is `outputFailed`, a file that is no sound database is `stateDamaged`.
 */
export class Database {
  readonly path: string;
  readonly #connection: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  /** "" is a temporary file of SQLite's own, which is gone with the connection; errors call it `shownAs`. */
  constructor(path: string, mode: "readWrite" | "readOnly", shownAs = path) {
    this.path = shownAs;
    try {
      this.#connection = new DatabaseSync(path, { readOnly: mode === "readOnly", timeout: busyTimeoutMs });
    } catch (error) {
      throw this.#translated(error);
    }
  }

  run(sql: string, ...values: SQLInputValue[]): number {
    return this.#guarded(() => Number(this.#prepared(sql).run(...values).changes));
  }

  get(sql: string, ...values: SQLInputValue[]): Row | undefined {
    return this.#guarded(() => this.#prepared(sql).get(...values));
  }

  all(sql: string, ...values: SQLInputValue[]): Row[] {
    return this.#guarded(() => this.#prepared(sql).all(...values));
  }

  /** Rows one at a time, from a statement of their own, so that several iterations of one query may be open. */
  *iterate(sql: string, ...values: SQLInputValue[]): Generator<Row> {
    const statement = this.#guarded(() => this.#connection.prepare(sql));
    const rows = this.#guarded(() => statement.iterate(...values));
    for (;;) {
      const step = this.#guarded(() => rows.next());
      if (step.done === true) return;
      yield step.value;
    }
  }

  /** Several statements without values. */
  execute(sql: string): void {
    this.#guarded(() => this.#connection.exec(sql));
  }

  /** Runs `work` in one write transaction; an exception rolls it back. */
  transaction<T>(work: () => T): T {
    this.execute("BEGIN IMMEDIATE");
    try {
      const result = work();
      this.execute("COMMIT");
      return result;
    } catch (error) {
      this.rollback();
      throw error;
    }
  }

  /** Runs `work` on the database as it is at the first read, whatever others commit meanwhile; it must not write. */
  async snapshot<T>(work: () => Promise<T>): Promise<T> {
    this.execute("BEGIN");
    try {
      return await work();
    } finally {
      this.rollback();
    }
  }

  /** Gives up the open transaction, if any; the error that led here is the one to report. */
  rollback(): void {
    if (this.#connection.isTransaction) this.execute("ROLLBACK");
  }

  close(): void {
    this.#statements.clear();
    if (this.#connection.isOpen) this.#connection.close();
  }

  #prepared(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#connection.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  #guarded<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw this.#translated(error);
    }
  }

  #translated(error: unknown): unknown {
    const code = sqliteCode(error);
    const problem = error instanceof Error ? error.message : String(error);
    switch (code) {
      case 11: // SQLITE_CORRUPT
      case 26: // SQLITE_NOTADB
        return new ExophotosError("stateDamaged", { path: this.path, problem }, error);
    }
    const errno = errnoOfSqlite(code, this.path);
    if (errno === undefined) return error;
    return new ExophotosError("outputFailed", { path: this.path, action: "use", errno }, error);
  }
}
