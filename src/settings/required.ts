import type { Merged } from "./merge.ts";
import { invalidSetting } from "./origin.ts";
import { flagName, isSecret, type SettingKey, type SettingValues, settingOf, variableName } from "./table.ts";

/** The value of a setting that must be there. Throws `settingInvalid` that says all ways to give it. */
export function required<K extends SettingKey>(
  merged: Merged,
  key: K,
  reason: string,
): Exclude<SettingValues[K], undefined> {
  const value = merged.values[key];
  if (value === undefined) {
    throw invalidSetting(key, "not set", `is required ${reason}: give ${waysToGive([key])}`);
  }
  return value as Exclude<SettingValues[K], undefined>;
}

/** The flag, the variables and the config key of each setting, as a clause. */
export function waysToGive(keys: readonly SettingKey[]): string {
  const ways = keys.flatMap((key) => {
    const aliases = settingOf(key).aliases ?? [];
    return isSecret(key) ? aliases : [`--${flagName(key)}`, variableName(key), ...aliases];
  });
  const files = keys.filter((key) => !isSecret(key)).map((key) => `"${key}"`);
  return `${ways.join(", ")}, or ${files.join(" or ")} in the config file`;
}
