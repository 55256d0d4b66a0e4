import type { SettingKey } from "../settings/table.ts";
import type { Verb } from "../settings/verb.ts";

/** The settings that a verb takes as its positionals, in their order. */
export const positionalKeys: Readonly<Partial<Record<Verb, readonly SettingKey[]>>> = {
  verify: ["out"],
  explain: ["person"],
  changes: ["out"],
  report: ["out"],
  "mim psma": ["out"],
  "mim file": ["out"],
  "ad sync": ["out"],
  "ad restore": ["in"],
  "config show": ["verb"],
  completion: ["shell"],
  render: ["in"],
  compare: ["sideA", "sideB"],
};
