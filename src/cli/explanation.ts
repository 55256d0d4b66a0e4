import type { OriginOf } from "../settings/origin.ts";
import { findKey, flagName, type SettingKey } from "../settings/table.ts";

/** An error in words: what happened, why when that is known, and what to do about it. */
export interface Explanation {
  readonly what: string;
  readonly why?: string;
  readonly todo: string;
}

/** Names settings in sentences, with where they came from when the settings were read already. */
export interface Names {
  /** `"tenant" (environment variable AZURE_TENANT_ID)`; of several, those that are set. */
  setting(...keys: SettingKey[]): string;
  /** The same by the flag's name. */
  flag(name: string): string;
}

/** Without `originOf` settings are named without their origin. */
export function namesWith(originOf: OriginOf | undefined): Names {
  const nameOf = (key: SettingKey) =>
    originOf === undefined ? `"${flagName(key)}"` : `"${flagName(key)}" (${originOf(key)})`;
  return {
    setting: (...keys) => {
      const set = originOf === undefined ? keys : keys.filter((key) => originOf(key) !== "not set");
      return (set.length === 0 ? keys : set).map(nameOf).join(" or ");
    },
    flag: (name) => {
      const key = findKey(name);
      return key === undefined ? `"${name}"` : nameOf(key);
    },
  };
}
