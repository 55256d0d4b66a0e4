import { logonType, principal, taskName, timeOfDay } from "./schedule-values.ts";
import type { SettingTable } from "./setting.ts";
import { integer, path, switchValue } from "./values.ts";

const verbs = ["schedule"] as const;

/** When and as whom a pass runs by itself. */
export const scheduleTable = {
  daily: {
    verbs,
    group: "Schedule",
    form: "value",
    about: "Local time at which a pass starts each day, HH:MM",
    default: "02:00",
    schema: timeOfDay,
  },
  every: {
    verbs,
    group: "Schedule",
    form: "value",
    about: "Starts a pass every so many minutes, 1 to 1440, in place of --daily",
    schema: integer(1, 1440),
  },
  principal: {
    verbs,
    group: "Schedule",
    form: "value",
    about: "Account to run as: a gMSA (CONTOSO\\photos$) or a service account; with --systemd a user",
    schema: principal,
  },
  logonType: {
    verbs,
    group: "Schedule",
    form: "value",
    about: "How Task Scheduler signs the account in: Password, the only one with network, which a gMSA needs too",
    default: "Password",
    schema: logonType,
  },
  taskName: {
    verbs,
    group: "Schedule",
    form: "value",
    about: "Name of the task, or of the service and timer",
    default: "exophotos",
    schema: taskName,
  },
  program: {
    verbs,
    group: "Schedule",
    form: "path",
    about: "The exophotos executable to run; the one that runs now unless given",
    schema: path,
  },
  workingDirectory: {
    verbs,
    group: "Schedule",
    form: "path",
    about: "Folder that the pass runs in; the program's unless given",
    schema: path,
  },
  systemd: {
    verbs,
    group: "Schedule",
    form: "switch",
    about: "Writes a systemd service and timer into the folder --to, in place of Task Scheduler's XML",
    default: "false",
    schema: switchValue,
  },
} as const satisfies SettingTable;
