import { basename, dirname, join } from "node:path";
import type { Merged } from "./merge.ts";
import { invalidSetting } from "./origin.ts";
import { required } from "./required.ts";
import type { SettingKey } from "./table.ts";
import type { PushSettings } from "./types.ts";

type PushChoices = Pick<
  PushSettings,
  "task" | "nameIs" | "state" | "fit" | "onlyMissing" | "resend" | "maxChange" | "dryRun" | "to"
>;

/** What `push` is to do. Throws `settingInvalid`. */
export function readPush(merged: Merged): PushChoices {
  const { values } = merged;
  const { nameIs, fit, onlyMissing, resend, maxChange, dryRun, to } = values;
  refuseContradictions(merged);
  const choices = { nameIs, fit, onlyMissing, resend, maxChange, dryRun, to };
  if (values.delete) {
    const list = required(merged, "list", "to remove photos");
    return { ...choices, task: { kind: "remove", list }, state: values.state };
  }
  const from = required(merged, "from", "to push photos");
  const beside = join(dirname(from), `${basename(from)}.push.db`);
  return { ...choices, task: { kind: "send", from, list: values.list }, state: values.state ?? beside };
}

function refuseContradictions(merged: Merged): void {
  const { delete: removes, onlyMissing, resend, from } = merged.values;
  if (onlyMissing && resend) throw contradiction(merged, "onlyMissing", "resend");
  if (!removes) return;
  if (from !== undefined) throw contradiction(merged, "delete", "from");
  if (onlyMissing) throw contradiction(merged, "delete", "onlyMissing");
  if (resend) throw contradiction(merged, "delete", "resend");
}

function contradiction({ originOf }: Merged, one: SettingKey, other: SettingKey) {
  return invalidSetting(one, originOf(one), `contradicts ${other} (${originOf(other)}): give one of them`);
}
