import { readFile, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";

export function stateDbOf(out: string): string {
  return join(out, ".exophotos/state.db");
}

/** Every way in which state.db can be no use, done to a sound one. */
export const stateDamages = {
  "is missing": (path: string) => rm(path),
  "is empty": (path: string) => truncate(path, 0),
  "holds something else": (path: string) =>
    writeFile(path, "no database at all, and longer than one page\n".repeat(400)),
  "is cut off": (path: string) => truncate(path, 8192),
  "has a damaged page": async (path: string) => {
    const bytes = await readFile(path);
    await writeFile(path, bytes.fill(0x5a, 4096, bytes.length - 4096));
  },
} as const satisfies Readonly<Record<string, (path: string) => Promise<void>>>;

export type StateDamage = keyof typeof stateDamages;

/** Does it to the state of an export that no process has open, with what SQLite keeps beside it. */
export async function damageState(out: string, damage: (path: string) => Promise<void>): Promise<void> {
  for (const suffix of ["-wal", "-shm"]) await rm(stateDbOf(out) + suffix, { force: true });
  await damage(stateDbOf(out));
}
