import type { Merged } from "./merge.ts";
import { invalidSetting } from "./origin.ts";
import { flagName, type SettingKey } from "./table.ts";

const choiceKeys = ["filter", "group", "usersFrom"] as const satisfies readonly SettingKey[];

/** Throws `settingInvalid` when two settings choose the people. */
export function refuseSecondChoice(merged: Merged): void {
  const [first, second] = choiceKeys.filter((key) => merged.given(key) !== undefined);
  if (first === undefined || second === undefined) return;
  const other = `${flagName(second)} (${merged.originOf(second)})`;
  throw invalidSetting(first, merged.originOf(first), `contradicts ${other}: only one of them can choose the people`);
}
