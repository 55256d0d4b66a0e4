/**
 * A simulated tenant in a process of its own, so that what it costs is not counted as the exporter's. Its one argument
 * is SimulatedTenantOptions as JSON; it prints its TenantAccess as one line of JSON, and ends when standard input does.
 */
import { type SimulatedTenantOptions, startSimulatedTenant } from "../../src/simulator/start.ts";
import type { TenantAccess } from "./tenant.ts";

const options = JSON.parse(process.argv[2] ?? "{}") as SimulatedTenantOptions;
const tenant = await startSimulatedTenant(options);
const { tenantId, clientId, clientSecret, graphEndpoint, authorityHost, caCertificatePem } = tenant;
const access: TenantAccess = { tenantId, clientId, clientSecret, graphEndpoint, authorityHost, caCertificatePem };
process.stdout.write(`${JSON.stringify(access)}\n`);
process.stdin.on("end", () => void tenant.close()).resume();
