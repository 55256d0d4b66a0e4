import { refuseSecondChoice } from "./choice.ts";
import { chooseCredential, credentialKeys, passwordGiven } from "./credential.ts";
import { readLinks } from "./links.ts";
import { manifestEncoding, readManifestCopies } from "./manifest.ts";
import type { Merged } from "./merge.ts";
import { type Given, invalidSetting } from "./origin.ts";
import { readPassReport } from "./report.ts";
import { required } from "./required.ts";
import { flagName, type SettingKey, settingKeys, settingOf, uses } from "./table.ts";

/** What a credential is given by: only the one that is in force is handed on. */
const credentialSettings: ReadonlySet<SettingKey> = new Set<SettingKey>([
  ...credentialKeys,
  "certificatePasswordFile",
  "certificatePassword",
  "certificateStore",
]);

/**
 * The words of an `export` with these settings, each a single word `--flag=value`: whatever differs from the default,
 * with paths absolute. What says how this run talks (`--json`, `--quiet`, …) is not among them. Throws `settingInvalid`
 * for settings that a pass would refuse, for a secret, which a task must not hold, and for what is meant for one pass only.
 */
export function exportWords(merged: Merged): readonly string[] {
  for (const key of ["out", "tenant"] as const) required(merged, key, "to export");
  refuseSecondChoice(merged);
  manifestEncoding(merged);
  readManifestCopies(merged);
  readLinks(merged);
  readPassReport(merged);
  refuseForOnePass(merged);
  const credential = credentialInForce(merged);
  if (!credential.includes("managedIdentity")) required(merged, "clientId", "to export");
  const keys = settingKeys.filter(
    (key) => isHandedOn(key) && (!credentialSettings.has(key) || credential.includes(key)),
  );
  return ["export", ...keys.flatMap((key) => wordsFor(key, merged))];
}

function isHandedOn(key: SettingKey): boolean {
  return uses("export", key) && settingOf(key).group !== "Console";
}

function refuseForOnePass(merged: Merged): void {
  for (const key of ["dryRun", "rebuildState"] as const) {
    if (merged.values[key]) throw invalidSetting(key, merged.originOf(key), "is for one pass, not for every one");
  }
}

/** The keys of the credential, none of them a secret itself. */
function credentialInForce(merged: Merged): readonly SettingKey[] {
  const { key, given } = chooseCredential(merged);
  switch (key) {
    case "clientSecret":
      throw invalidSetting(
        key,
        given.origin.words,
        "is a secret, which a task must not hold: put it into a file that only the account can read, and name that with --client-secret-file; or use --certificate",
      );
    case "certificate":
      return certificateInForce(merged);
    case "certificateThumbprint":
      return [key, "certificateStore"];
    case "clientSecretFile":
    case "federatedTokenFile":
    case "managedIdentity":
    case "tokenCache":
      return [key];
  }
}

function certificateInForce(merged: Merged): readonly SettingKey[] {
  const password = passwordGiven(merged);
  if (password?.key === "certificatePassword") {
    throw invalidSetting(
      password.key,
      password.given.origin.words,
      "is a secret, which a task must not hold: put it into a file that only the account can read, and name that with --certificate-password-file",
    );
  }
  return password === undefined ? ["certificate"] : ["certificate", password.key];
}

function wordsFor(key: SettingKey, merged: Merged): string[] {
  const given = merged.given(key);
  if (given === undefined || isDefault(key, given)) return [];
  if (settingOf(key).form === "switch") return merged.values[key] === true ? [`--${flagName(key)}`] : [];
  if (key === "proxy") return proxyWords(given, merged);
  return [given.text].flat().map((text) => wordFor(key, given, text));
}

function isDefault(key: SettingKey, { text, origin }: Given): boolean {
  return origin.kind === "default" || text === settingOf(key).default;
}

/** Throws `settingInvalid` for text that neither XML nor a unit file can hold. */
export function refuseUnwritable(key: SettingKey, text: string, originWords: string): void {
  if (text.isWellFormed() && !/(?!\t)\p{Cc}|[\uFFFE\uFFFF]/u.test(text)) return;
  throw invalidSetting(key, originWords, "must not hold line breaks or control characters to stand in a task");
}

function wordFor(key: SettingKey, { origin }: Given, text: string): string {
  refuseUnwritable(key, text, origin.words);
  // The parser of the command line takes a pair of quotes around a value away.
  const quote = /^(["']).*\1$|^["']$/.test(text) ? text.charAt(0) : "";
  return `--${flagName(key)}=${quote}${text}${quote}`;
}

/** HTTPS_PROXY may hold a password, beside which a file with one beats it. */
function proxyWords(given: Given, merged: Merged): string[] {
  const url = merged.values.proxy;
  if (url === undefined) return [];
  const isBare = url.username === "" && url.password === "";
  if (!isBare && merged.given("proxyCredentialsFile") === undefined) {
    throw invalidSetting(
      "proxy",
      given.origin.words,
      "holds a user name or password, which a task must not hold: put user:password into a file and name it with --proxy-credentials-file",
    );
  }
  return [wordFor("proxy", given, new URL(url.pathname, url.origin).href)];
}
