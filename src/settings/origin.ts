import { ExophotosError } from "../errors.ts";
import { flagName, type SettingKey } from "./table.ts";

/** From the strongest to the weakest. `alias` is a variable that Azure's tools know too. */
export const originKinds = ["flag", "environment", "alias", "file", "default"] as const;
export type OriginKind = (typeof originKinds)[number];

/** Where a value came from. `words` is what a sentence says; relative paths resolve against `folder`. */
export interface Origin {
  readonly kind: OriginKind;
  readonly words: string;
  readonly folder: string;
}

/** A setting as text, before it is checked; a list has one text for each value. */
export interface Given {
  readonly text: string | readonly string[];
  readonly origin: Origin;
}

/** What one source gives. */
export type Layer = ReadonlyMap<SettingKey, Given>;

/** Words for the origin of a setting: «--out», «environment variable EXOPHOTOS_OUT», «default», «not set». */
export type OriginOf = (key: SettingKey) => string;

/** A `settingInvalid` error. `problem` is a clause: «must be a GUID». */
export function invalidSetting(
  key: SettingKey,
  originWords: string,
  problem: string,
  cause?: unknown,
): ExophotosError<"settingInvalid"> {
  return new ExophotosError("settingInvalid", { setting: flagName(key), origin: originWords, problem }, cause);
}
