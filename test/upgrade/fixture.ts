import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { SimulatedTenantOptions } from "../../src/simulator/start.ts";
import type { World } from "../running/world.ts";

/** The tenant that every fixture was exported from; its edits are in `edit`. */
export const fixtureTenant = {
  people: 8,
  seed: 1,
  photoShare: 0.8,
  photoBytes: "small",
} as const satisfies SimulatedTenantOptions;

/** The consumer that has taken the changes of the first pass. */
export const reader = "reader";

/** What the first pass of a fixture has been followed by. */
export function edit({ tenant: { directory } }: World): void {
  const [changed = "", removed = ""] = withPhoto(directory);
  directory.setPhoto(changed, { version: 2 });
  directory.removePhoto(removed);
}

/** The object ids of those with a photo, in the order of the listing. */
export function withPhoto(directory: World["tenant"]["directory"]): readonly string[] {
  return [...directory.truth()].flatMap(({ objectId, photoSha256 }) => (photoSha256 === undefined ? [] : [objectId]));
}

const folder = join(import.meta.dirname, "states");

/** The schema versions of which there is a fixture, in order. */
export async function fixtureVersions(): Promise<readonly number[]> {
  return (await readdir(folder)).map(Number).sort((a, b) => a - b);
}

/** Puts an export directory there as the version of that schema left it, in place of what is there. */
export async function unpackFixture(version: number, out: string): Promise<void> {
  await rm(out, { recursive: true, force: true });
  await cp(join(folder, String(version), "out"), out, { recursive: true });
  using state = new DatabaseSync(join(out, ".exophotos/state.db"));
  state.exec(await readFile(join(folder, String(version), "state.sql"), "utf8"));
}

/** The options of `export` that a fixture was made with. */
export async function fixtureOptions(version: number): Promise<readonly string[]> {
  return JSON.parse(await readFile(join(folder, String(version), "options.json"), "utf8")) as readonly string[];
}

/** Where the simulated Exchange is, for options that ask it. */
export function exchangeOf({ tenant }: World, options: readonly string[]): readonly string[] {
  return options.includes("--discover") ? ["--exchange-endpoint", tenant.exchangeEndpoint] : [];
}

/** Keeps an export directory as the fixture of its schema version; returns that. */
export async function packFixture(out: string, options: readonly string[]): Promise<number> {
  using state = new DatabaseSync(join(out, ".exophotos/state.db"), { readOnly: true });
  const version = Number(state.prepare("PRAGMA user_version").get()?.user_version);
  const to = join(folder, String(version));
  await mkdir(to, { recursive: true });
  const passing = /\.exophotos\/(?:state\.db.*|lock\.db|logs|tmp)$/;
  await cp(out, join(to, "out"), { recursive: true, filter: (path) => !passing.test(path) });
  await writeFile(join(to, "state.sql"), dump(state, version));
  await writeFile(join(to, "options.json"), `${JSON.stringify(options)}\n`);
  return version;
}

/** The statements that make a database with the same tables, rows and version. */
function dump(database: DatabaseSync, version: number): string {
  const lines: string[] = [];
  for (const { sql } of database.prepare("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid").all()) {
    lines.push(`${sql};`);
  }
  for (const { name } of database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY rowid").all()) {
    const columns = database
      .prepare(`PRAGMA table_info(${name})`)
      .all()
      .map((column) => `quote(${column.name})`);
    const values = `SELECT ${columns.join(" || ', ' || ")} AS row FROM ${name}`;
    for (const { row } of database.prepare(values).all()) lines.push(`INSERT INTO ${name} VALUES (${row});`);
  }
  return `${lines.join("\n")}\nPRAGMA user_version = ${version};\nPRAGMA journal_mode = WAL;\n`;
}
