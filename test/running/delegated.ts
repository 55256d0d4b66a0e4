import { chmod } from "node:fs/promises";
import { join } from "node:path";
import type { CommandEnd } from "./command.ts";
import { runHere } from "./here.ts";
import type { World } from "./world.ts";

/** A world's flags without its credential: for `login`, and with `--token-cache` for a pass. */
export function accessOfPerson({ tenant, folder }: World): readonly string[] {
  return [
    ...["--tenant", tenant.tenantId, "--client-id", tenant.clientId, "--token-cache", cacheOf({ folder })],
    ...["--authority-host", tenant.authorityHost, "--graph-endpoint", tenant.graphEndpoint],
    ...["--ca-certificate", join(folder, "ca.pem")],
  ];
}

/** The file that keeps the person's sign-in. */
export function cacheOf({ folder }: Pick<World, "folder">): string {
  return join(folder, "sign-in.json");
}

/** Polls as often as a test can. */
export const quickPollSeconds = 0.01;

/** Signs the person in with a code that they approve at once. */
export async function logIn(world: World): Promise<CommandEnd> {
  const { codes } = world.tenant.delegated;
  codes.intervalSeconds = quickPollSeconds;
  codes.decide("approve");
  return await runHere(["login", ...accessOfPerson(world)]);
}

/** Lets everybody read a file. */
export async function openToAll(path: string): Promise<void> {
  await chmod(path, 0o644);
}
