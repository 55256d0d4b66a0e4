/**
 * Whether a URL that an answer names may get the token: the configured host itself, or one below it, over https and on
 * the same port. Exchange's front door sends some tenants on to such a host.
 * Source: cisagov/ScubaGear, EXORestHelper.psm1 (`<prefix>.outlook.office365.com`).
 */
export function isSameService(target: URL, endpoint: URL): boolean {
  if (target.protocol !== "https:" || target.port !== endpoint.port) return false;
  if (target.username !== "" || target.password !== "") return false;
  return target.hostname === endpoint.hostname || target.hostname.endsWith(`.${endpoint.hostname}`);
}
