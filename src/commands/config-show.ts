import { printable } from "../model/quantities.ts";
import type { ShownSetting } from "../model/shown-setting.ts";
import type { ConfigShowSettings } from "../settings/types.ts";
import type { Services, VerbEnd } from "./services.ts";
import { writeDocument } from "./write-result.ts";

/** `exophotos config show`: a verb's merged settings, each with where it came from, and what is missing or wrong. */
export function runConfigShow({ of, shown, problem, console }: ConfigShowSettings, services: Services): VerbEnd {
  if (console.json) {
    const settings = shown.map(({ value, ...rest }) => ({
      ...rest,
      value: value ?? null,
      isSecret: value === undefined,
    }));
    writeDocument(services, { formatVersion: 1, verb: of, settings, problem: problem ?? null });
    return "done";
  }
  const given = shown.filter(({ isDefault }) => !isDefault);
  const defaults = shown.filter(({ isDefault }) => isDefault);
  const width = Math.max(...shown.map(({ setting }) => setting.length)) + 2;
  const lines = [
    `Settings of ${of}:`,
    ...(given.length === 0 ? ["  none"] : given.map((one) => line(one, width))),
    "",
    "Not set, by default:",
    ...defaults.map((one) => line(one, width)),
    "",
    problem === undefined
      ? `${of} takes these settings.`
      : `${of} would refuse them: "${problem.setting}" (${problem.origin}) ${problem.problem}.`,
  ];
  services.stdout.write(`${lines.map(printable).join("\n")}\n`);
  return "done";
}

function line({ setting, value, origin, isDefault }: ShownSetting, width: number): string {
  const text = value === undefined ? "(hidden)" : value || "none";
  return `  ${setting.padEnd(width)}${text}${isDefault ? "" : `  <- ${origin}`}`;
}
