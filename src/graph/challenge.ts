/**
 * The decoded claims JSON of a continuous access evaluation challenge, or undefined when a 401 is about nothing but the
 * token's age. Source: learn.microsoft.com, Entra claims-challenge
 * (`www-authenticate: Bearer …, error="insufficient_claims", claims="<base64 JSON>"`).
 */
export function challengedClaims(headers: Readonly<Record<string, string>>): string | undefined {
  const wwwAuthenticate = headers["www-authenticate"];
  if (wwwAuthenticate === undefined || !/error="?insufficient_claims"?/i.test(wwwAuthenticate)) return undefined;
  const encoded = /claims="([^"]+)"/i.exec(wwwAuthenticate)?.[1];
  const claims = encoded === undefined ? "" : Buffer.from(encoded, "base64").toString("utf8");
  return isJson(claims) ? claims : undefined;
}

/** MSAL takes claims that are not JSON for a mistake of its caller's. */
function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
