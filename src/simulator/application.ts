import { randomBytes } from "node:crypto";
import { objectIdOf } from "./directory/object-ids.ts";
import { companyDomain, initialDomain } from "./directory/user-properties.ts";
import type { Registration } from "./entra/sign-in.ts";

/** What of an application can be chosen; see `SimulatedTenantOptions`. */
export interface ApplicationOptions {
  readonly permissions?: readonly string[];
  readonly exchangePermissions?: readonly string[];
  readonly tokenLifetimeSeconds?: number | (() => number);
}

const defaultPermissions = ["User.Read.All", "ProfilePhoto.Read.All", "GroupMember.Read.All"];

/** The tenant's application, without the roots that it is reached at. */
export function makeApplication(
  seed: number,
  options: ApplicationOptions,
): Omit<Registration, "authorityHost" | "graphEndpoint" | "exchangeEndpoint"> {
  const { tokenLifetimeSeconds: lifetime = 3600 } = options;
  return {
    tenantId: objectIdOf(seed, "tenant", 0),
    tenantDomains: [companyDomain, initialDomain],
    clientId: objectIdOf(seed, "application", 0),
    clientSecret: `simulated~secret.${randomBytes(18).toString("base64url")}`,
    expiredClientSecret: `expired~secret.${randomBytes(18).toString("base64url")}`,
    roles: options.permissions ?? defaultPermissions,
    exchangeRoles: options.exchangePermissions ?? ["Exchange.ManageAsApp"],
    tokenLifetimeSeconds: () => (typeof lifetime === "number" ? lifetime : lifetime()),
  };
}
