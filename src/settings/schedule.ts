import type { Rhythm } from "../model/rhythm.ts";
import { exportWords, refuseUnwritable } from "./export-words.ts";
import type { Merged } from "./merge.ts";
import { invalidSetting } from "./origin.ts";
import type { CommonSettings } from "./parts.ts";
import { required } from "./required.ts";
import type { ScheduleSettings } from "./types.ts";

/**
 * The settings of `schedule`. The files that the pass will read are not opened: only the account that it runs as may be
 * able to. Throws `settingInvalid`.
 */
export function readSchedule(merged: Merged): Omit<ScheduleSettings, keyof CommonSettings> {
  const { values } = merged;
  const schedule = {
    to: required(merged, "to", "to write the task"),
    principal: required(merged, "principal", "to run as, with no more rights than a pass needs"),
    taskName: values.taskName,
    rhythm: readRhythm(merged),
    program: values.program,
    workingDirectory: values.workingDirectory,
    systemd: values.systemd,
    deadlineMs: values.deadline,
  };
  if (schedule.systemd) refuseForSystemd(merged, schedule.taskName, schedule.principal);
  for (const key of ["program", "workingDirectory"] as const) {
    refuseUnwritable(key, values[key] ?? "", merged.originOf(key));
  }
  return { ...schedule, exportWords: exportWords(merged) };
}

function readRhythm(merged: Merged): Rhythm {
  const { daily, every } = merged.values;
  if (every === undefined) return { kind: "daily", ...daily };
  if (merged.given("daily")?.origin.kind === "default") return { kind: "every", minutes: every };
  const problem = `contradicts daily (${merged.originOf("daily")}): give one of them`;
  throw invalidSetting("every", merged.originOf("every"), problem);
}

function refuseForSystemd(merged: Merged, taskName: string, principal: string): void {
  if (!/^[A-Za-z0-9][A-Za-z0-9_.-]*$/.test(taskName)) {
    const problem = "must be of letters, digits, dots, dashes and underscores to name systemd units";
    throw invalidSetting("taskName", merged.originOf("taskName"), problem);
  }
  if (!/^[A-Za-z0-9_][A-Za-z0-9_.@-]*\$?$/.test(principal)) {
    const problem = "must be the name of a user of this machine to run a systemd service";
    throw invalidSetting("principal", merged.originOf("principal"), problem);
  }
}
