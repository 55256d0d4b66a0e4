/**
 * A simulated tenant in a process of its own, so that what it costs is not counted as the exporter's. Its one argument
 * is SimulatedTenantOptions as JSON; it prints its TenantAccess as one line of JSON, answers each TenantOrder that comes
 * on standard input with a line, and ends when standard input does.
 */
import { createInterface } from "node:readline";
import { type SimulatedTenantOptions, startSimulatedTenant } from "../../src/simulator/start.ts";
import type { TenantAccess } from "./tenant.ts";
import { carryOut, type TenantOrder } from "./tenant-orders.ts";

const options = JSON.parse(process.argv[2] ?? "{}") as SimulatedTenantOptions;
const tenant = await startSimulatedTenant(options);
const { tenantId, clientId, clientSecret, graphEndpoint, authorityHost, caCertificatePem } = tenant;
const access: TenantAccess = { tenantId, clientId, clientSecret, graphEndpoint, authorityHost, caCertificatePem };
process.stdout.write(`${JSON.stringify(access)}\n`);
const orders = createInterface({ input: process.stdin });
orders.on("line", (line) => {
  process.stdout.write(`${JSON.stringify(carryOut(tenant, JSON.parse(line) as TenantOrder))}\n`);
});
orders.on("close", () => void tenant.close());
