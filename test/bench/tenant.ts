import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { SimulatedTenant, SimulatedTenantOptions } from "../../src/simulator/start.ts";
import type { OrderAnswers, TenantOrder } from "./tenant-orders.ts";

/** What a client needs to reach a simulated tenant. */
export type TenantAccess = Pick<
  SimulatedTenant,
  "tenantId" | "clientId" | "clientSecret" | "graphEndpoint" | "authorityHost" | "caCertificatePem"
>;

/** A simulated tenant in a process of its own. */
export interface OtherTenant extends AsyncDisposable {
  readonly access: TenantAccess;
  /** Tells it something and gives its answer; one order at a time. */
  tell<O extends TenantOrder>(order: O): Promise<OrderAnswers[O["order"]]>;
}

const program = join(import.meta.dirname, "tenant-process.ts");

/** Starts a simulated tenant in another process; disposing of it ends the process. */
export async function startTenant(options: SimulatedTenantOptions): Promise<OtherTenant> {
  const child = spawn(process.execPath, [program, JSON.stringify(options)], { stdio: ["pipe", "pipe", "inherit"] });
  const ended = once(child, "close");
  const lines = createInterface({ input: child.stdout });
  const nextLine = async (): Promise<string> => {
    const [line] = await Promise.race([once(lines, "line"), ended]);
    if (typeof line !== "string") throw new Error("the simulated tenant did not start, or ended");
    return line;
  };
  const access = JSON.parse(await nextLine()) as TenantAccess;
  return {
    access,
    tell: async <O extends TenantOrder>(order: O) => {
      const answer = nextLine();
      child.stdin.write(`${JSON.stringify(order)}\n`);
      return JSON.parse(await answer) as OrderAnswers[O["order"]];
    },
    [Symbol.asyncDispose]: async () => {
      child.stdin.end();
      await ended;
    },
  };
}
