import { existsSync } from "node:fs";
import { ExophotosError } from "../errors.ts";
import { makePrivateDatabase, refuseLinkedDatabase } from "../platform/database-file.ts";
import { ConsumerStore } from "./consumers.ts";
import { Database } from "./database.ts";
import { FileStore } from "./files.ts";
import { LinkStore } from "./links.ts";
import { MailboxStore } from "./mailboxes.ts";
import { MetaStore } from "./meta.ts";
import { PassStore } from "./passes.ts";
import { PeopleStore } from "./people.ts";
import { PhotoStore } from "./photos.ts";
import { PublishStore } from "./publishes.ts";
import { checkVersion, isOlderVersion, migrate, requireState } from "./schema.ts";

/** The state database: one connection, one store for each kind of thing in it. */
export class State {
  readonly path: string;
  readonly meta: MetaStore;
  readonly passes: PassStore;
  readonly people: PeopleStore;
  readonly mailboxes: MailboxStore;
  readonly photos: PhotoStore;
  readonly files: FileStore;
  readonly links: LinkStore;
  readonly publishes: PublishStore;
  readonly consumers: ConsumerStore;
  readonly #database: Database;

  constructor(database: Database) {
    this.path = database.path;
    this.#database = database;
    this.meta = new MetaStore(database);
    this.passes = new PassStore(database);
    this.people = new PeopleStore(database);
    this.mailboxes = new MailboxStore(database);
    this.photos = new PhotoStore(database);
    this.files = new FileStore(database);
    this.links = new LinkStore(database);
    this.publishes = new PublishStore(database);
    this.consumers = new ConsumerStore(database);
  }

  /** Runs `work` in one transaction. */
  transaction<T>(work: () => T): T {
    return this.#database.transaction(work);
  }

  /** Runs `work`; what it commits is on the disk when this returns, with all that was committed before. */
  durably<T>(work: () => T): T {
    this.#database.execute("PRAGMA synchronous = FULL");
    try {
      return work();
    } finally {
      this.#database.execute("PRAGMA synchronous = NORMAL");
    }
  }

  /** Runs `work` on one moment's state, whatever a pass commits meanwhile; `work` must only read. */
  snapshot<T>(work: () => Promise<T>): Promise<T> {
    return this.#database.snapshot(work);
  }

  /** See `copyState`. */
  copyTo(path: string): void {
    this.#database.execute(`VACUUM INTO '${path.replaceAll("'", "''")}'`);
  }

  close(): void {
    this.#database.close();
  }
}

/** Creates state.db for this account alone if it is missing, upgrades it if it is older. Throws `stateNewer`, `stateDamaged`, `outputFailed`. */
export function openState(path: string): State {
  makePrivateDatabase(path);
  const database = new Database(path, "readWrite");
  return opened(database, () => migrate(database));
}

/** Upgrades an existing state.db if it is older. Throws `stateNewer`, `stateDamaged` (also where there is none), `outputFailed`. */
export function openExistingState(path: string): State {
  return openExisting(path, "readWrite", migrate);
}

/**
 * Opens an existing state.db for the verbs that only look, also while a pass writes to it, and leaves nothing behind. One
 * of an older version is upgraded first: no pass of that version can be running beside this program.
 */
export function openStateForReading(path: string): State {
  return openUpToDate(path, readingMode(path));
}

/**
 * Writes a consistent copy of an existing state.db to a file that does not exist yet, also while a pass writes to it. One
 * of an older version stays so, and so does its copy. Errors as `openStateForReading`.
 */
export function copyState(from: string, to: string): void {
  const state = openExisting(from, readingMode(from), checkVersion);
  try {
    state.copyTo(to);
  } finally {
    state.close();
  }
}

/** SQLite makes the files of the write-ahead log for any reader, and one that may not write cannot take them away. */
function readingMode(path: string): "readOnly" | "readWrite" {
  return existsSync(`${path}-wal`) ? "readOnly" : "readWrite";
}

/** Opens an existing state.db for small writes beside a running pass (a consumer's position). Upgraded as above. */
export function openStateBeside(path: string): State {
  return openUpToDate(path, "readWrite");
}

function openUpToDate(path: string, mode: "readOnly" | "readWrite"): State {
  let isOlder = false;
  const state = openExisting(path, mode, (database) => {
    checkVersion(database);
    isOlder = isOlderVersion(database);
  });
  if (!isOlder) return state;
  state.close();
  openExistingState(path).close();
  return openExisting(path, mode, checkVersion);
}

function openExisting(path: string, mode: "readOnly" | "readWrite", prepare: (database: Database) => void): State {
  if (!existsSync(path)) throw new ExophotosError("stateDamaged", { path, problem: "the file is missing" });
  refuseLinkedDatabase(path);
  const database = new Database(path, mode);
  return opened(database, () => {
    requireState(database);
    prepare(database);
  });
}

function opened(database: Database, check: () => void): State {
  try {
    check();
    return new State(database);
  } catch (error) {
    database.close();
    throw error;
  }
}
