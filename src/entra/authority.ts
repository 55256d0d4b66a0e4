/**
 * The authority host as a URL: given with or without `https://` (as AZURE_AUTHORITY_HOST may be), with or without
 * slashes at its end. Undefined for anything that is no https URL of a bare host: http, user info, a path, a query.
 * Source: Azure Identity's documents on AZURE_AUTHORITY_HOST (Python's show the bare host, the others a URL).
 */
export function parseAuthorityHost(text: string): URL | undefined {
  const trimmed = text.trim().replace(/\/+$/, "");
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? trimmed : `https://${trimmed}`);
  if (url === null || url.protocol !== "https:") return undefined;
  const isBareHost = url.href === `${url.origin}/`;
  return isBareHost ? url : undefined;
}
