import type { ChecksumAlgorithm } from "../model/checksum.ts";
import type { JoinKey } from "../model/join-key.ts";
import type { Row } from "../store/database.ts";
import { openScratch } from "../store/scratch.ts";
import { type Gathered, type SideName, sideNames } from "./finding.ts";
import { comparable } from "./join.ts";
import type { Side } from "./side.ts";

const schema = `
  CREATE TABLE entries (
    key TEXT NOT NULL,
    side TEXT NOT NULL,
    object_id TEXT NOT NULL,
    user_principal_name TEXT NOT NULL,
    locator TEXT NOT NULL,
    algorithm TEXT,
    checksum TEXT,
    hash TEXT
  ) STRICT;`;

const insertSql = "INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
const orderedSql = "SELECT * FROM entries ORDER BY key, side, locator";

/** Everybody with one key, side by side. */
export interface Group {
  readonly key: string;
  readonly a: Members;
  readonly b: Members;
}

/** Who has the key on a side: all of them counted, the first few held. */
export interface Members {
  readonly count: number;
  readonly first: readonly Gathered[];
}

const heldMembers = 5;

/**
 * Entries of two sides in a temporary file, which goes when it is disposed of: neither side is ever in memory. Making one
 * throws `outputFailed`, as all of it does, where the folder for temporary files cannot be used.
 */
export class Gathering implements Disposable {
  readonly #database = openScratch(schema);

  /** Takes in a side's entries. Throws what the side throws, the signal's reason, or `outputFailed`. */
  async take(name: SideName, side: Side, join: JoinKey, signal: AbortSignal, onEntry: () => void): Promise<void> {
    this.#database.execute("BEGIN");
    for await (const { keys, locator, checksum, perceptualHash } of side.entries(join)) {
      signal.throwIfAborted();
      const { objectId = "", userPrincipalName = "" } = keys;
      const key = comparable(join, keys[join] ?? "");
      const known = [checksum?.algorithm ?? null, checksum?.hex ?? null, perceptualHash ?? null];
      this.#database.run(insertSql, key, name, objectId, userPrincipalName, locator, ...known);
      onEntry();
    }
    this.#database.execute("COMMIT");
  }

  /** Everybody by key, in its order. Whoever has no key is a group of their own. */
  *groups(): Generator<Group> {
    let open: OpenGroup | undefined;
    for (const row of this.#database.iterate(orderedSql)) {
      const key = String(row.key);
      if (open !== undefined && (open.key !== key || key === "")) {
        yield open;
        open = undefined;
      }
      open ??= { key, a: { count: 0, first: [] }, b: { count: 0, first: [] } };
      const members = open[row.side === sideNames[0] ? "a" : "b"];
      members.count += 1;
      if (members.first.length < heldMembers) members.first.push(gathered(row));
    }
    if (open !== undefined) yield open;
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }
}

interface OpenGroup {
  readonly key: string;
  readonly a: OpenMembers;
  readonly b: OpenMembers;
}

interface OpenMembers {
  count: number;
  readonly first: Gathered[];
}

function gathered(row: Row): Gathered {
  return {
    objectId: String(row.object_id),
    userPrincipalName: String(row.user_principal_name),
    locator: String(row.locator),
    checksum:
      row.algorithm === null
        ? undefined
        : { algorithm: String(row.algorithm) as ChecksumAlgorithm, hex: String(row.checksum) },
    perceptualHash: row.hash === null ? undefined : String(row.hash),
  };
}
