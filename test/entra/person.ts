import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { signInWithDeviceCode } from "../../src/entra/delegated-login.ts";
import type { DelegatedOptions } from "../../src/entra/delegated-options.ts";
import { createHttpClient } from "../../src/platform/http.ts";
import type { HttpClient, HttpRequest } from "../../src/platform/http-types.ts";
import { type SimulatedTenant, type SimulatedTenantOptions, startSimulatedTenant } from "../../src/simulator/start.ts";

/** A simulated tenant, a file for a person's sign-in, and the client that its parts get. */
export interface PersonWorld {
  readonly tenant: SimulatedTenant;
  readonly options: DelegatedOptions;
  /** `METHOD path` of all that was sent. */
  readonly calls: string[];
  /** Runs before each request is sent. */
  beforeSend: (request: HttpRequest) => Promise<void> | void;
  /** The refresh token that the file holds. */
  keptRefreshToken(): Promise<string>;
}

export async function makePersonWorld(
  t: TestContext,
  tenantOptions: Partial<SimulatedTenantOptions> = {},
): Promise<PersonWorld> {
  const tenant = await startSimulatedTenant({ people: 3, photoBytes: "small", ...tenantOptions });
  const folder = await mkdtemp(join(tmpdir(), "exophotos-person-"));
  const client = createHttpClient({ caCertificatesPem: [tenant.caCertificatePem] });
  t.after(async () => {
    await client.close();
    await tenant.close();
    await rm(folder, { recursive: true, force: true });
  });
  const calls: string[] = [];
  const http: HttpClient = {
    send: async (request) => {
      calls.push(
        `${request.method} ${request.url.origin === tenant.authorityHost ? "" : request.url.origin}${request.url.pathname}`,
      );
      await world.beforeSend(request);
      return await client.send(request);
    },
    close: () => client.close(),
  };
  const cachePath = join(folder, "sign-in.json");
  const world: PersonWorld = {
    tenant,
    calls,
    options: {
      ...{ tenantId: tenant.tenantId, clientId: tenant.clientId, resource: tenant.graphEndpoint, http, cachePath },
      authorityHost: new URL(tenant.authorityHost),
      random: () => 0,
    },
    beforeSend: () => {},
    keptRefreshToken: async () => {
      const cache = JSON.parse(await readFile(cachePath, "utf8")) as {
        RefreshToken: Record<string, { secret: string }>;
      };
      const secrets = Object.values(cache.RefreshToken).map(({ secret }) => secret);
      if (secrets.length !== 1) throw new Error(`the file holds ${secrets.length} refresh tokens`);
      return secrets.join();
    },
  };
  return world;
}

/** A world in which the person has signed in. */
export async function makeSignedInWorld(
  t: TestContext,
  tenantOptions: Partial<SimulatedTenantOptions> = {},
): Promise<PersonWorld> {
  const world = await makePersonWorld(t, tenantOptions);
  const { codes } = world.tenant.delegated;
  codes.intervalSeconds = 0;
  codes.decide("approve");
  await signInWithDeviceCode({ ...world.options, onCode: () => {}, signal: new AbortController().signal });
  world.calls.length = 0;
  return world;
}
