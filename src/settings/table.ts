import { shells } from "../model/shell.ts";
import { compareTable } from "./compare-table.ts";
import { directoryTable } from "./directory-table.ts";
import { mimTable } from "./mim-table.ts";
import { passTable } from "./pass-table.ts";
import { pushTable } from "./push-table.ts";
import { scheduleTable } from "./schedule-table.ts";
import type { Setting, SettingTable, ValuesOf } from "./setting.ts";
import { signInTable } from "./sign-in-table.ts";
import { anyText, choiceOf, integer, logFormats, path, since, switchValue } from "./values.ts";
import { type Verb, verbs } from "./verb.ts";

const withoutOut: readonly Verb[] = ["login", "compare", "push", "config show", "config schema", "completion"];

/** Settings of the verbs that read or simulate, and those that all have. */
const otherTable = {
  out: {
    verbs: verbs.filter((verb) => !withoutOut.includes(verb)),
    group: "Result",
    form: "path",
    about: "The export directory",
    schema: path,
  },
  to: {
    verbs: [
      ...(["changes", "report", "mim psma", "mim file", "ad sync", "ad restore", "render", "compare"] as const),
      ...(["push", "schedule", "config schema", "completion"] as const),
    ],
    group: "Result",
    form: "path",
    about:
      "File to write to; changes, comparisons, the schema and completions go to standard output unless it is given, results of push nowhere, a report to report.html in --out; for mim psma, render and schedule --systemd a folder",
    schema: path,
  },
  in: {
    verbs: ["render", "ad restore"],
    group: "Result",
    form: "path",
    about: "The picture to make renditions of: JPEG, PNG, GIF or BMP; for ad restore the undo file",
    schema: path,
  },
  since: {
    verbs: ["changes"],
    group: "Result",
    form: "value",
    about: "Where to begin: after a sequence number, after an ISO 8601 time, or @CONSUMER: after what it acknowledged",
    schema: since,
  },
  ack: {
    verbs: ["changes", "mim file"],
    group: "Result",
    form: "switch",
    about: "Writes nothing, but moves the consumer to the sequence of its last written output",
    default: "false",
    schema: switchValue,
  },
  repair: {
    verbs: ["verify"],
    group: "Result",
    form: "switch",
    about: "Fetches the photos of the broken people again; needs the sign-in settings",
    default: "false",
    schema: switchValue,
  },
  person: {
    verbs: ["explain"],
    group: "Result",
    form: "value",
    about: "Object id or userPrincipalName",
    schema: anyText,
  },
  facts: {
    verbs: ["doctor"],
    group: "Result",
    form: "switch",
    about: "Also asks how this tenant answers where the documents are silent, and prints nothing that names anybody",
    default: "false",
    schema: switchValue,
  },
  verb: {
    verbs: ["config show"],
    group: "Result",
    form: "value",
    about: "The verb whose settings are shown; all of its options are taken",
    default: "export",
    schema: choiceOf(verbs.filter((verb) => verb !== "config show")),
  },
  shell: {
    verbs: ["completion"],
    group: "Result",
    form: "value",
    about: `The shell that completes: ${shells.join(", ")}`,
    schema: choiceOf(shells),
  },
  people: {
    verbs: ["demo"],
    group: "Demo",
    form: "value",
    about: "People in the simulated tenant",
    default: "500",
    schema: integer(1, 1_000_000),
  },
  seed: {
    verbs: ["demo"],
    group: "Demo",
    form: "value",
    about: "The same seed gives the same tenant",
    default: "1",
    schema: integer(0, 2_147_483_647),
  },
  port: {
    verbs: ["demo"],
    group: "Demo",
    form: "value",
    about: "Port on loopback; 0 takes a free one",
    default: "0",
    schema: integer(0, 65_535),
  },
  serve: {
    verbs: ["demo"],
    group: "Demo",
    form: "switch",
    about: "Leaves the simulated tenant running and prints the settings to use against it",
    default: "false",
    schema: switchValue,
  },
  config: {
    verbs,
    group: "Console",
    form: "path",
    about: "JSON file of settings: common keys on top, a verb's own under the verb's name",
    schema: path,
  },
  json: {
    verbs,
    group: "Console",
    form: "switch",
    about: "Prints the result as one JSON document",
    default: "false",
    schema: switchValue,
  },
  logFormat: {
    verbs,
    group: "Console",
    form: "value",
    about: "What goes to standard error: text, json (a document a line), or auto: text on a terminal, json elsewhere",
    default: "auto",
    schema: choiceOf(logFormats),
  },
  quiet: {
    verbs,
    group: "Console",
    form: "switch",
    about: "Prints errors and the last line of the summary only",
    default: "false",
    schema: switchValue,
  },
  verbose: {
    verbs,
    group: "Console",
    form: "switch",
    about: "Prints more: details of failures, the stack of a defect",
    default: "false",
    schema: switchValue,
  },
} as const satisfies SettingTable;

/**
 * Every setting there is, by its key in the config file. Flags (`--max-delete`), variables (`EXOPHOTOS_MAX_DELETE`),
 * help and checks all follow from it.
 */
export const settingTable = {
  ...otherTable,
  ...signInTable,
  ...passTable,
  ...mimTable,
  ...directoryTable,
  ...compareTable,
  ...scheduleTable,
  ...pushTable,
} as const;

export type SettingKey = keyof typeof settingTable;
export type SettingValues = ValuesOf<typeof settingTable>;

export const settingKeys = Object.keys(settingTable) as SettingKey[];

/** The table's line for a key. */
export function settingOf(key: SettingKey): Setting {
  return settingTable[key];
}

/** The key that a word names in camelCase or kebab-case, or undefined. */
export function findKey(word: string): SettingKey | undefined {
  return settingKeys.find((key) => key === word || flagName(key) === word);
}

/** `maxDelete` as a flag is `max-delete`. */
export function flagName(key: SettingKey): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** `maxDelete` in the environment is `EXOPHOTOS_MAX_DELETE`. */
export function variableName(key: SettingKey): string {
  return `EXOPHOTOS_${flagName(key).replaceAll("-", "_").toUpperCase()}`;
}

/** Whether a verb uses a setting. */
export function uses(verb: Verb, key: SettingKey): boolean {
  return settingOf(key).verbs.includes(verb);
}

/** Whether it is a secret, which only the environment may hold. */
export function isSecret(key: SettingKey): boolean {
  return settingOf(key).form === "secret";
}
