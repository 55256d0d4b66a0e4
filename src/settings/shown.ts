import type { ShownSetting } from "../model/shown-setting.ts";
import type { Merged } from "./merge.ts";
import { flagName, isSecret, type SettingKey, settingKeys } from "./table.ts";

/** The settings that are set or have a default, as text, in the table's order; no secret's value is among them. */
export function shownSettings(merged: Merged, isShown: (key: SettingKey) => boolean): readonly ShownSetting[] {
  return settingKeys.filter(isShown).flatMap((key) => {
    const given = merged.given(key);
    if (given === undefined) return [];
    const value = isSecret(key) ? undefined : shownText(key, merged);
    return [{ setting: flagName(key), value, origin: given.origin.words, isDefault: given.origin.kind === "default" }];
  });
}

/** HTTPS_PROXY may hold a password. */
function shownText(key: SettingKey, { values, given }: Merged): string {
  if (key === "proxy" && values.proxy !== undefined) return new URL(values.proxy.pathname, values.proxy.origin).href;
  return [given(key)?.text ?? ""].flat().join("; ");
}
