import { ExophotosError } from "../errors.ts";
import { didYouMean } from "./closest.ts";
import type { Given, Layer, OriginKind } from "./origin.ts";
import { takesMany } from "./setting.ts";
import { isSecret, type SettingKey, settingKeys, settingOf, variableName } from "./table.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

const prefix = "EXOPHOTOS_";

/**
 * The settings in the environment: ours (`EXOPHOTOS_…`), and those that Azure's tools share. An empty variable counts
 * as not set. Throws `settingInvalid` for a variable with our prefix that no verb knows.
 */
export function readEnvironment(env: Environment, cwd: string): { readonly own: Layer; readonly aliases: Layer } {
  refuseUnknown(env);
  const own = new Map<SettingKey, Given>();
  const aliases = new Map<SettingKey, Given>();
  for (const key of settingKeys) {
    const given = isSecret(key) ? undefined : fromVariable(env, key, variableName(key), "environment", cwd);
    if (given !== undefined) own.set(key, given);
    for (const name of settingOf(key).aliases ?? []) {
      const alias = fromVariable(env, key, name, "alias", cwd);
      if (alias !== undefined && !aliases.has(key)) aliases.set(key, alias);
    }
  }
  return { own, aliases };
}

function fromVariable(
  env: Environment,
  key: SettingKey,
  name: string,
  kind: OriginKind,
  folder: string,
): Given | undefined {
  const value = env[name] ?? "";
  if (value === "") return undefined;
  const isList = takesMany(settingOf(key));
  const text = isList
    ? value
        .split(";")
        .map((one) => one.trim())
        .filter((one) => one !== "")
    : value;
  return { text, origin: { kind, words: `environment variable ${name}`, folder } };
}

function refuseUnknown(env: Environment): void {
  const known = new Set(settingKeys.filter((key) => !isSecret(key)).map(variableName));
  for (const name of Object.keys(env)) {
    if (!name.startsWith(prefix) || known.has(name) || env[name] === "") continue;
    const secret = settingKeys.find((key) => isSecret(key) && variableName(key) === name);
    const problem =
      secret === undefined
        ? `is no setting of any verb${didYouMean(name, known)}`
        : `is not read; the secret belongs into ${settingOf(secret).aliases?.join(" or ")}`;
    throw new ExophotosError("settingInvalid", { setting: name, origin: `environment variable ${name}`, problem });
  }
}
