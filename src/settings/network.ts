import { X509Certificate } from "node:crypto";
import type { Merged } from "./merge.ts";
import { type Given, invalidSetting } from "./origin.ts";
import type { NetworkSettings, ProxySettings } from "./parts.ts";
import { decodeText, readSecretFile, readSettingFile } from "./text-file.ts";

/** How the service is reached, with the files read. Throws `settingInvalid`. */
export async function readNetwork(merged: Merged): Promise<NetworkSettings> {
  return {
    caCertificatePem: await readCaCertificate(merged),
    proxy: await readProxy(merged),
    noProxy: merged.values.noProxy,
  };
}

async function readCaCertificate(merged: Merged): Promise<string | undefined> {
  const given = merged.given("caCertificate");
  if (given === undefined) return undefined;
  const pem = decodeText(await readSettingFile("caCertificate", String(given.text), given.origin));
  const certificates = pem.match(pemCertificate) ?? [];
  if (certificates.length > 0 && certificates.every(isReadable)) return pem;
  const problem = certificates.length === 0 ? "holds no PEM certificate" : "holds a certificate that cannot be read";
  throw invalidSetting("caCertificate", given.origin.words, `names ${given.text}, which ${problem}`);
}

const pemCertificate = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g;

function isReadable(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0;
  } catch {
    return false;
  }
}

async function readProxy(merged: Merged): Promise<ProxySettings | undefined> {
  const url = merged.values.proxy;
  const given = merged.given("proxy");
  const credentialsFile = merged.given("proxyCredentialsFile");
  if (url === undefined || given === undefined) return undefined;
  const bare = new URL(url.pathname, url.origin).href;
  if (credentialsFile !== undefined) return { url: bare, credentials: await readCredentials(credentialsFile) };
  if (url.username === "" && url.password === "") return { url: bare, credentials: undefined };
  // HTTPS_PROXY is shared with Azure's tools, which take a password in it; our own settings never do.
  if (given.origin.kind === "alias") return { url: bare, credentials: userInfo(url, given) };
  throw invalidSetting(
    "proxy",
    given.origin.words,
    "must not hold a user name or password: put user:password into a file and name it with --proxy-credentials-file",
  );
}

function userInfo(url: URL, given: Given): { user: string; password: string } {
  try {
    return { user: decodeURIComponent(url.username), password: decodeURIComponent(url.password) };
  } catch {
    throw invalidSetting("proxy", given.origin.words, "must hold user name and password percent-encoded");
  }
}

async function readCredentials(given: Given): Promise<{ user: string; password: string }> {
  const line = await readSecretFile("proxyCredentialsFile", given);
  const colon = line.indexOf(":");
  if (colon > 0) return { user: line.slice(0, colon), password: line.slice(colon + 1) };
  throw invalidSetting(
    "proxyCredentialsFile",
    given.origin.words,
    `names ${given.text}, which must hold user:password`,
  );
}
