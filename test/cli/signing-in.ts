import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { CommandEnd } from "../running/command.ts";
import type { World } from "../running/world.ts";

/** What may differ from the world's own. */
export interface Addresses {
  readonly out?: string;
  readonly tenantId?: string;
  readonly clientId?: string;
  readonly authorityHost?: string;
}

/** `export` with everything that a pass needs but the credential. */
export function exportWithout({ tenant, folder, out }: World, changes: Addresses = {}): readonly string[] {
  const { tenantId, clientId, authorityHost } = { ...tenant, ...changes };
  return [
    ...["export", "--out", changes.out ?? out, "--tenant", tenantId, "--client-id", clientId, "--verbose"],
    ...["--authority-host", authorityHost, "--graph-endpoint", tenant.graphEndpoint],
    ...["--ca-certificate", join(folder, "ca.pem")],
  ];
}

/** Every token of the simulated tenant, and of Entra's, begins so. */
const tokenStart = "eyJ0eXAi";

/** Fails where a secret, a key or a token got into what was said or into any file of `out`. */
export async function assertNothingLeaked(out: string, end: CommandEnd, secrets: readonly string[]): Promise<void> {
  const texts = [end.stdout, end.stderr];
  for (const entry of await readdir(out, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) texts.push(await readFile(join(entry.parentPath, entry.name), "latin1"));
  }
  for (const text of texts) {
    for (const secret of [...secrets, tokenStart, "PRIVATE KEY"]) {
      assert.ok(!text.includes(secret), `a secret is in ${text.slice(0, 300)}`);
    }
  }
}
