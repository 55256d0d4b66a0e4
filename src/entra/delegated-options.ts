import type { Clock } from "../platform/clock.ts";
import type { HttpClient } from "../platform/http-types.ts";

/** A person's sign-in: for which application of which tenant, and the file that keeps it. */
export interface DelegatedOptions {
  /** An https URL without a path, see `parseAuthorityHost`. */
  readonly authorityHost: URL;
  /** The tenant's GUID. */
  readonly tenantId: string;
  /** Of an app registration that allows public client flows. */
  readonly clientId: string;
  /** MSAL's token cache: a file for this account alone. */
  readonly cachePath: string;
  /** The root of what the tokens are for: Graph's without version. */
  readonly resource: string;
  readonly http: HttpClient;
  readonly clock?: Clock;
  /** Between 0 and 1, for the jitter of the back-off. */
  readonly random?: () => number;
}

/**
 * All delegated permissions that were consented to. So the app registration decides, as it does for an app-only sign-in:
 * `--basic-columns` and `--group` need other permissions than a list in here would name.
 */
export function scopeOf({ resource }: Pick<DelegatedOptions, "resource">): string {
  return `${resource.replace(/\/+$/, "")}/.default`;
}
