import { resolve } from "node:path";
import * as z from "zod";
import { type Given, invalidSetting, type Layer, type OriginOf } from "./origin.ts";
import { type SettingKey, type SettingValues, settingKeys, settingOf, settingTable, uses } from "./table.ts";
import type { Verb } from "./verb.ts";

/** All settings, checked, with where each came from. Those that the verb does not use have their defaults. */
export interface Merged {
  readonly values: SettingValues;
  /** The text behind a value, undefined where nobody set it and there is no default. */
  readonly given: (key: SettingKey) => Given | undefined;
  readonly originOf: OriginOf;
}

/**
 * Joins the layers, the strongest first, and checks the result once. Throws `settingInvalid` for the first mistake in the
 * table's order.
 */
export function mergeSettings(verb: Verb, layers: readonly Layer[]): Merged {
  const merged = new Map<SettingKey, Given>();
  for (const key of settingKeys) {
    const given = uses(verb, key) ? layers.find((layer) => layer.has(key))?.get(key) : undefined;
    const chosen = given ?? defaultOf(key);
    if (chosen !== undefined) merged.set(key, absolutePath(key, chosen));
  }
  const originOf: OriginOf = (key) => merged.get(key)?.origin.words ?? "not set";
  return { values: check(merged, originOf), given: (key) => merged.get(key), originOf };
}

function defaultOf(key: SettingKey): Given | undefined {
  const text = settingOf(key).default;
  return text === undefined ? undefined : { text, origin: { kind: "default", words: "default", folder: "" } };
}

function absolutePath(key: SettingKey, given: Given): Given {
  const { form } = settingOf(key);
  if (form !== "path" && form !== "paths") return given;
  const absolute = (path: string) => resolve(given.origin.folder, path);
  return { ...given, text: typeof given.text === "string" ? absolute(given.text) : given.text.map(absolute) };
}

function check(merged: ReadonlyMap<SettingKey, Given>, originOf: OriginOf): SettingValues {
  const schema = z.object(
    Object.fromEntries(settingKeys.map((key) => [key, settingTable[key].schema.optional()] as const)),
  );
  const texts = Object.fromEntries([...merged].map(([key, given]) => [key, given.text]));
  const parsed = schema.safeParse(texts);
  if (parsed.success) return parsed.data as SettingValues;
  const issue = parsed.error.issues[0];
  const key = settingKeys.find((candidate) => candidate === issue?.path[0]);
  // Every issue names a key of the table: the schema is made of them.
  if (issue === undefined || key === undefined) throw parsed.error;
  throw invalidSetting(key, originOf(key), issue.message);
}
