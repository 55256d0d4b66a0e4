import { type ErrorFacts, hasCode } from "../errors.ts";
import type { IdleSetting } from "../model/shown-setting.ts";
import { chooseCredential, credentialKeys, passwordGiven } from "./credential.ts";
import type { Merged } from "./merge.ts";
import type { CommonSettings } from "./parts.ts";
import { shownSettings } from "./shown.ts";
import { flagName, type SettingKey, settingOf, uses } from "./table.ts";
import type { DoctorSettings, ExportSettings } from "./types.ts";

type PassParts = Omit<ExportSettings, keyof CommonSettings>;

/** How each part of a pass's settings is read; each throws `settingInvalid`. */
type PartReaders = { readonly [Part in keyof PassParts]: () => PassParts[Part] | Promise<PassParts[Part]> };

/**
 * The settings of a pass for a look at them: every mistake that is found is told, not only the first. A value that is
 * malformed ends the verb as it ends any other.
 */
export async function readDoctor(
  merged: Merged,
  readers: PartReaders,
): Promise<Omit<DoctorSettings, keyof CommonSettings>> {
  const problems: ErrorFacts["settingInvalid"][] = [];
  const tried = async <T>(read: () => T | Promise<T>): Promise<T | undefined> => {
    try {
      return await read();
    } catch (error) {
      if (!hasCode(error, "settingInvalid")) throw error;
      problems.push(error.facts);
      return undefined;
    }
  };
  const out = await tried(readers.out);
  const signIn = await tried(readers.signIn);
  const network = await tried(readers.network);
  const traffic = await tried(readers.traffic);
  const pass = await tried(readers.pass);
  const isWhole =
    out !== undefined && signIn !== undefined && network !== undefined && traffic !== undefined && pass !== undefined;
  return {
    facts: merged.values.facts,
    shown: shownSettings(merged, isOfPass),
    idle: signIn === undefined ? [] : idleSettings(merged),
    problems,
    secretFiles: secretFiles(merged),
    pass: isWhole ? { out, signIn, network, traffic, pass } : undefined,
  };
}

function isOfPass(key: SettingKey): boolean {
  return uses("export", key) && settingOf(key).group !== "Console";
}

/** Settings that others make worthless: a second way to sign in, a password for nothing. */
function idleSettings(merged: Merged): readonly IdleSetting[] {
  const idle: IdleSetting[] = [];
  const tell = (key: SettingKey, because: string) => {
    if (merged.given(key) !== undefined) idle.push({ setting: flagName(key), origin: merged.originOf(key), because });
  };
  const { key: chosen } = chooseCredential(merged);
  for (const key of credentialKeys) {
    if (key !== chosen) tell(key, `${flagName(chosen)} (${merged.originOf(chosen)}) is stronger`);
  }
  if (chosen !== "certificate") {
    for (const key of ["certificatePasswordFile", "certificatePassword"] as const)
      tell(key, "no certificate file signs in");
  }
  if (chosen !== "certificateThumbprint") tell("certificateStore", "no certificate of a store signs in");
  if (merged.given("proxy") === undefined) tell("proxyCredentialsFile", "no proxy is set");
  return idle;
}

/** Of the credentials, only what is in force. */
function secretFiles(merged: Merged): readonly string[] {
  const keys = new Set<SettingKey>(["proxyCredentialsFile"]);
  try {
    const { key } = chooseCredential(merged);
    if (settingOf(key).form === "path") keys.add(key);
    const password = key === "certificate" ? passwordGiven(merged)?.key : undefined;
    if (password === "certificatePasswordFile") keys.add(password);
  } catch (error) {
    if (!hasCode(error, "settingInvalid")) throw error;
  }
  return [...keys].flatMap((key) => merged.given(key)?.text ?? []);
}
