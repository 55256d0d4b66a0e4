import type { Merged } from "./merge.ts";
import { type Given, invalidSetting, originKinds } from "./origin.ts";
import type { CredentialSettings } from "./parts.ts";
import { required } from "./required.ts";
import { flagName, isSecret, type SettingKey } from "./table.ts";
import { readSecretFile, readSettingFile } from "./text-file.ts";
import { storeLocations } from "./values.ts";

/** The settings that give a credential, in the order that counts between Azure's variables. */
export const credentialKeys = [
  "clientSecretFile",
  "clientSecret",
  "certificate",
  "certificateThumbprint",
  "federatedTokenFile",
  "managedIdentity",
  "tokenCache",
] as const satisfies readonly SettingKey[];
export type CredentialKey = (typeof credentialKeys)[number];

/** A setting that gives a credential. */
export interface Candidate {
  readonly key: CredentialKey;
  readonly given: Given;
  /** 0 is the strongest origin. */
  readonly rank: number;
}

/**
 * Reads the one credential that the settings give. The stronger origin wins; between Azure's own variables the secret
 * does, before the certificate, before the federated token, as in Azure's tools (source: Azure Identity,
 * EnvironmentCredential and DefaultAzureCredential). Two from the same origin contradict each other. Throws
 * `settingInvalid`.
 */
export async function readCredential(merged: Merged): Promise<CredentialSettings> {
  const { key, given } = chooseCredential(merged);
  const origin = given.origin.words;
  switch (key) {
    case "clientSecret":
      return { kind: "secret", secret: String(given.text).trim(), origin };
    case "clientSecretFile":
      return { kind: "secret", secret: await readSecretFile(key, given), origin };
    case "certificate": {
      const path = String(given.text);
      const contents = await readSettingFile(key, path, given.origin);
      return { kind: "certificate", path, contents, password: await readPassword(merged), origin };
    }
    case "certificateThumbprint": {
      const { certificateStore } = merged.values;
      const stores = certificateStore === undefined ? storeLocations : [certificateStore];
      const thumbprint = required(merged, key, "to sign in");
      return { kind: "storeCertificate", thumbprint, stores, origin };
    }
    case "federatedTokenFile": {
      const path = String(given.text);
      // It may hold another token when one is needed; that there is one now is worth knowing.
      await readSettingFile(key, path, given.origin);
      return { kind: "federatedToken", path, origin };
    }
    case "managedIdentity":
      return { kind: "managedIdentity", identity: required(merged, key, "to sign in"), origin };
    case "tokenCache":
      return { kind: "delegated", cachePath: String(given.text), origin };
  }
}

/** Which credential is in force, unread. Throws `settingInvalid` when there is none, or two contradict each other. */
export function chooseCredential(merged: Merged): Candidate {
  const candidates = credentialKeys.flatMap((key): Candidate[] => {
    const given = merged.given(key);
    return given === undefined ? [] : [{ key, given, rank: originKinds.indexOf(given.origin.kind) }];
  });
  const [first, second] = candidates.sort((one, other) => one.rank - other.rank);
  if (first === undefined) {
    throw invalidSetting(
      "clientSecretFile",
      "not set",
      `or another way to sign in is required: give ${flagsOf(credentialKeys)}, or AZURE_CLIENT_SECRET or the like in the environment`,
    );
  }
  if (second !== undefined && second.rank === first.rank && first.given.origin.kind !== "alias") {
    const problem = `contradicts ${flagName(second.key)} (${second.given.origin.words}): give one way to sign in`;
    throw invalidSetting(first.key, first.given.origin.words, problem);
  }
  return first;
}

async function readPassword(merged: Merged): Promise<string | undefined> {
  const password = passwordGiven(merged);
  if (password === undefined) return undefined;
  const { key, given } = password;
  return key === "certificatePasswordFile" ? readSecretFile(key, given) : String(given.text);
}

/** What gives the certificate's password: the file and the variable by the strength of their origins. */
export function passwordGiven(
  merged: Merged,
): { readonly key: "certificatePasswordFile" | "certificatePassword"; readonly given: Given } | undefined {
  const file = merged.given("certificatePasswordFile");
  const variable = merged.given("certificatePassword");
  if (file === undefined) return variable === undefined ? undefined : { key: "certificatePassword", given: variable };
  const fileWins =
    variable === undefined || originKinds.indexOf(file.origin.kind) < originKinds.indexOf(variable.origin.kind);
  return fileWins ? { key: "certificatePasswordFile", given: file } : { key: "certificatePassword", given: variable };
}

/** «--a, --b or --c». */
function flagsOf(keys: readonly SettingKey[]): string {
  const flags = keys.filter((key) => !isSecret(key)).map((key) => `--${flagName(key)}`);
  return `${flags.slice(0, -1).join(", ")} or ${flags.at(-1)}`;
}
