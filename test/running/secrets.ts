import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** Gives what must never be said or written; asked each time, since more is handed out as a test goes on. */
type SecretSource = () => Iterable<string>;

const sources = new Set<SecretSource>();

/** From now on nothing that a command of this process says may hold one of these. Returns what ends it. */
export function watchSecrets(source: SecretSource): () => void {
  sources.add(source);
  return () => sources.delete(source);
}

/** Fails where a text holds a secret that is in use, without repeating it. */
export function assertTellsNoSecret(text: string, where: string): void {
  for (const source of sources) {
    for (const secret of source()) assert.ok(!text.includes(secret), `${where} holds ${secret.slice(0, 4)}…`);
  }
}

/**
 * The same for every file in the folders below a folder, but pictures: state, logs, CSV and JSON. What lies in the folder
 * itself is what the test gave the command.
 */
export async function assertHoldsNoSecret(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.parentPath === folder || !entry.isFile() || /\.(jpg|png|gif|bmp)$/.test(entry.name)) continue;
    assertTellsNoSecret(await readFile(path, "latin1"), path);
  }
}
