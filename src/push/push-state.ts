import { existsSync } from "node:fs";
import { ExophotosError, hasCode } from "../errors.ts";
import type { ObjectId } from "../model/object-id.ts";
import { Database } from "../store/database.ts";

/** What is known of the photo that a person has in the tenant: it is the approved one. */
export interface KnownPhoto {
  /** SHA-256 of the approved file, lower-case hex. */
  readonly source: string;
  /** How it was prepared, see `preparationKey`. */
  readonly preparation: string;
  /** SHA-256 of what was, or would have been, sent. */
  readonly sent: string;
  /** The metadata's etag when the photo was seen in the tenant; undefined where Graph gave none. */
  readonly etag: string | undefined;
}

/** Remembers what the tenant has, since Graph encodes photos anew. Each change is on the disk when the call returns. */
export interface PushState extends Disposable {
  get(id: ObjectId): KnownPhoto | undefined;
  record(id: ObjectId, photo: KnownPhoto, seenAtMs: number): void;
  forget(id: ObjectId): void;
}

/** Which database a file is; any other is refused. The letters «exPu». */
const applicationId = 0x65785075;
const version = 1;

const schema = `
  CREATE TABLE tenant (id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
  CREATE TABLE photos (
    object_id TEXT PRIMARY KEY,
    source TEXT NOT NULL,
    preparation TEXT NOT NULL,
    sent TEXT NOT NULL,
    etag TEXT,
    seen_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  PRAGMA application_id = ${applicationId};
  PRAGMA user_version = ${version};
`;

const inMemory = ":memory:";

/**
 * Opens the state, or one that is forgotten where no file is given, and makes it where there is none unless it is only to be looked at. One process has it at a time:
 * throws `locked` for a second one, `stateDamaged` for a file that is something else, `stateNewer`, `stateOtherTenant`,
 * `outputFailed`.
 */
export function openPushState(path: string | undefined, tenantId: string, use: "keep" | "lookOnly"): PushState {
  const isKept = path !== undefined && (use === "keep" || existsSync(path));
  const database = new Database(isKept ? path : inMemory, "readWrite");
  try {
    hold(database);
    database.transaction(() => {
      if (isEmpty(database)) database.execute(schema);
      else check(database);
      requireTenant(database, tenantId);
    });
    return stateIn(database);
  } catch (error) {
    database.close();
    throw ofPush(error);
  }
}

/** What to do about it differs from what helps an export. */
function ofPush(error: unknown): unknown {
  if (hasCode(error, "stateDamaged"))
    return new ExophotosError(error.code, { ...error.facts, of: "push" }, error.cause);
  if (hasCode(error, "stateNewer")) return new ExophotosError(error.code, { ...error.facts, of: "push" }, error.cause);
  return error;
}

/** The lock goes with the process, however it ends. With WAL, and FULL, a change costs one flush. */
function hold(database: Database): void {
  try {
    database.execute("PRAGMA busy_timeout = 0; PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL;");
    database.execute("PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; BEGIN EXCLUSIVE; COMMIT");
  } catch (error) {
    if (!hasCode(error, "outputFailed") || error.facts.errno !== "EBUSY") throw error;
    throw new ExophotosError("locked", { out: database.path }, error);
  }
}

function isEmpty(database: Database): boolean {
  return database.get("SELECT 1 FROM sqlite_schema") === undefined;
}

function check(database: Database): void {
  const { path } = database;
  if (database.get("PRAGMA application_id")?.application_id !== applicationId) {
    throw new ExophotosError("stateDamaged", { path, problem: "it is no state of exophotos push" });
  }
  const found = Number(database.get("PRAGMA user_version")?.user_version);
  if (found > version) throw new ExophotosError("stateNewer", { path, version: found, supported: version });
}

function requireTenant(database: Database, tenantId: string): void {
  const known = database.get("SELECT id FROM tenant")?.id;
  if (known === undefined) database.run("INSERT INTO tenant VALUES (?)", tenantId);
  else if (known !== tenantId) {
    throw new ExophotosError("stateOtherTenant", { path: database.path, tenantId: String(known), wanted: tenantId });
  }
}

function stateIn(database: Database): PushState {
  return {
    get: (id) => {
      const row = database.get("SELECT source, preparation, sent, etag FROM photos WHERE object_id = ?", id);
      if (row === undefined) return undefined;
      const { source, preparation, sent, etag } = row;
      return {
        source: String(source),
        preparation: String(preparation),
        sent: String(sent),
        etag: etag === null ? undefined : String(etag),
      };
    },
    record: (id, { source, preparation, sent, etag }, seenAtMs) => {
      const values = [id, source, preparation, sent, etag ?? null, seenAtMs];
      database.run("INSERT OR REPLACE INTO photos VALUES (?, ?, ?, ?, ?, ?)", ...values);
    },
    forget: (id) => void database.run("DELETE FROM photos WHERE object_id = ?", id),
    [Symbol.dispose]: () => database.close(),
  };
}
