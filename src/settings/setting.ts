import * as z from "zod";
import type { Verb } from "./verb.ts";

/** Headings of the help, in its order. */
export const settingGroups = [
  "Result",
  "Sign-in",
  "Network",
  "People",
  "Photos",
  "Manifest",
  "Pass",
  "Agent",
  "Directory",
  "Schedule",
  "Demo",
  "Console",
] as const;
export type SettingGroup = (typeof settingGroups)[number];

interface Described {
  readonly verbs: readonly Verb[];
  readonly group: SettingGroup;
  /** A line of help: what it is and what it may be. */
  readonly about: string;
  /** Variables of Azure's tools with the same meaning. */
  readonly aliases?: readonly string[];
}

/** A setting with one value. `default` is text, as an operator would write it. */
interface OneValue extends Described {
  /** A path is resolved against the folder it was written in; a secret is never a flag or in a file. */
  readonly form: "value" | "path" | "switch" | "secret";
  readonly default?: string;
  readonly schema: z.ZodType<unknown, string>;
}

/** A setting that may be given many times; paths are resolved as a single one is. */
interface ManyValues extends Described {
  readonly form: "list" | "paths";
  readonly default: readonly string[];
  readonly schema: z.ZodType<unknown, string[]>;
}

/** One line of the table of settings. */
export type Setting = OneValue | ManyValues;

/** Whether a setting may be given many times. */
export function takesMany(setting: Setting): setting is ManyValues {
  return setting.form === "list" || setting.form === "paths";
}

/** The values that a setting chooses from; undefined where it may be more than a few words, and for a switch. */
export function choicesOf({ form, schema }: Setting): readonly string[] | undefined {
  return form === "value" && schema instanceof z.ZodEnum ? schema.options.map(String) : undefined;
}

export type SettingTable = Readonly<Record<string, Setting>>;

/** What the settings of a table come to: undefined is possible only where there is no default. */
export type ValuesOf<T extends SettingTable> = {
  readonly [K in keyof T]: T[K] extends { readonly default: string | readonly string[] }
    ? z.output<T[K]["schema"]>
    : z.output<T[K]["schema"]> | undefined;
};
