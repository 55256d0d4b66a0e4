import { isIPv6 } from "node:net";

/**
 * Whether a host is reached without the proxy, from text in the form of NO_PROXY: hosts, `.domains`, `*.domains`,
 * addresses and any of them with a port, between commas or spaces; `*` is all. A host covers its subdomains. Networks
 * such as 10.0.0.0/8 are not understood.
 */
export function createNoProxy(text: string): (host: string, port: number) => boolean {
  const entries = text
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== "")
    .map(readEntry);
  return (host, port) => {
    const asked = canonicalHost(host.toLowerCase());
    return entries.some(
      (entry) =>
        (entry.port === undefined || entry.port === port) &&
        (entry.host === "*" || entry.host === asked || asked.endsWith(`.${entry.host}`)),
    );
  };
}

function readEntry(entry: string): { readonly host: string; readonly port: number | undefined } {
  const [, host = entry, port] = isIPv6(entry) ? [] : (/^(.+):(\d+)$/.exec(entry) ?? []);
  return {
    host: canonicalHost(host.replace(/^\*?\./, "")),
    port: port === undefined ? undefined : Number(port),
  };
}

/** IPv6 addresses in the one form that URLs have, without brackets. */
function canonicalHost(host: string): string {
  const bare = host.replace(/^\[(.*)\]$/, "$1");
  return isIPv6(bare) ? (URL.parse(`https://[${bare}]`)?.hostname.slice(1, -1) ?? bare) : bare;
}
