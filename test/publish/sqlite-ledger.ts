import { DatabaseSync } from "node:sqlite";
import * as z from "zod";
import type { Change } from "../../src/model/change.ts";
import type { PreparedPublish, PublishLedger } from "../../src/publish/ledger.ts";

/** What one person has: `photo` is the content of the file, `mail` any other column. */
export type World = Readonly<Record<string, { readonly photo: string; readonly mail: string }>>;

/** A ledger in a file of its own, as small as the contract allows; also what a test needs to make the next publish. */
export interface TestLedger extends PublishLedger {
  stage(world: World, changes: readonly Change[]): void;
  prepared(): PreparedPublish | undefined;
  published(): { readonly world: World; readonly sequence: number; readonly pass: number };
  close(): void;
}

const published = z.object({
  world: z.record(z.string(), z.object({ photo: z.string(), mail: z.string() })),
  sequence: z.number(),
  pass: z.number(),
});

export function openTestLedger(path: string): TestLedger {
  const database = new DatabaseSync(path);
  database.exec("PRAGMA synchronous = FULL; CREATE TABLE IF NOT EXISTS fact (name TEXT PRIMARY KEY, value TEXT)");
  const get = (name: string): unknown => {
    const row = database.prepare("SELECT value FROM fact WHERE name = ?").get(name);
    return row === undefined ? undefined : JSON.parse(String(row.value));
  };
  const set = (name: string, value: unknown) =>
    database.prepare("INSERT OR REPLACE INTO fact VALUES (?, ?)").run(name, JSON.stringify(value));
  const clear = (name: string) => database.prepare("DELETE FROM fact WHERE name = ?").run(name);
  const inTransaction = (work: () => void) => {
    database.exec("BEGIN IMMEDIATE");
    work();
    database.exec("COMMIT");
  };
  const readPublished = () => published.parse(get("published") ?? { world: {}, sequence: 0, pass: 0 });
  const readPrepared = () => get("prepared") as PreparedPublish | undefined;
  const requirePrepared = (pass: number): PreparedPublish => {
    const publish = readPrepared();
    if (publish?.pass !== pass) throw new Error(`pass ${pass} is not prepared`);
    return publish;
  };
  return {
    stage: (world, changes) =>
      inTransaction(() => {
        set("staged", world);
        set("changes", changes);
      }),
    prepared: readPrepared,
    published: readPublished,
    close: () => database.close(),
    prepare: (publish) => {
      set("prepared", publish);
    },
    changes: () => get("changes") as Change[],
    markPublished: (pass) =>
      inTransaction(() => {
        const { manifest } = requirePrepared(pass);
        set("published", { world: get("staged"), sequence: manifest.sequence, pass });
        clear("prepared");
      }),
    undo: (pass) =>
      inTransaction(() => {
        requirePrepared(pass);
        clear("prepared");
        clear("staged");
      }),
  };
}
