import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { SimulatedTenant, SimulatedTenantOptions } from "../../src/simulator/start.ts";

/** What a client needs to reach a simulated tenant. */
export type TenantAccess = Pick<
  SimulatedTenant,
  "tenantId" | "clientId" | "clientSecret" | "graphEndpoint" | "authorityHost" | "caCertificatePem"
>;

/** A simulated tenant in a process of its own. */
export interface OtherTenant extends AsyncDisposable {
  readonly access: TenantAccess;
}

const program = join(import.meta.dirname, "tenant-process.ts");

/** Starts a simulated tenant in another process; disposing of it ends the process. */
export async function startTenant(options: SimulatedTenantOptions): Promise<OtherTenant> {
  const child = spawn(process.execPath, [program, JSON.stringify(options)], { stdio: ["pipe", "pipe", "inherit"] });
  const ended = once(child, "close");
  const lines = createInterface({ input: child.stdout });
  const firstLine = await Promise.race([once(lines, "line"), ended]);
  if (typeof firstLine[0] !== "string") throw new Error("the simulated tenant did not start");
  return {
    access: JSON.parse(firstLine[0]) as TenantAccess,
    [Symbol.asyncDispose]: async () => {
      child.stdin.end();
      await ended;
    },
  };
}
