import { basename, dirname } from "node:path";
import * as z from "zod";
import { ExophotosError } from "../errors.ts";
import { didYouMean } from "./closest.ts";
import { type Given, invalidSetting, type Layer } from "./origin.ts";
import { findKey, isSecret, type SettingKey, settingKeys, settingOf } from "./table.ts";
import { decodeText, readSettingFile } from "./text-file.ts";
import { isVerb, type Verb } from "./verb.ts";

const jsonObject = z.record(z.string(), z.unknown());
const oneValue = z.union([z.string(), z.number().transform(String)]);
const formSchemas = {
  value: { schema: oneValue, allowed: "text or a number" },
  path: { schema: z.string(), allowed: "text" },
  switch: { schema: z.boolean().transform(String), allowed: "true or false" },
  list: { schema: z.array(oneValue), allowed: "an array of texts" },
  paths: { schema: z.array(z.string()), allowed: "an array of texts" },
} as const;

/**
 * The settings that a config file gives to a verb: common keys on top, the verb's own in an object under its name, which
 * beat the common ones (`schedule` and `doctor` have those of `export` too, as they are about one). Keys that only other verbs know are left out. Paths are relative to the file's folder. Throws
 * `settingInvalid` for a file that cannot be read or is no JSON object, and for a key that no verb knows.
 */
export async function readConfigFile(config: Given, verb: Verb): Promise<Layer> {
  const path = String(config.text);
  const entries = parseObject(await readSettingFile("config", path, config.origin), config);
  const file = { name: basename(path), folder: dirname(path) };
  const common = new Map<SettingKey, Given>();
  let own: Layer = new Map();
  let base: Layer = new Map();
  for (const [name, value] of Object.entries(entries)) {
    if (name === "$schema") continue;
    if (!isVerb(name) || (findKey(name) !== undefined && !isObject(value))) {
      addEntry(common, file, name, name, value);
      continue;
    }
    const layer = readVerbObject(file, name, value);
    if (name === verb) own = layer;
    if (name === baseVerbs[verb]) base = layer;
  }
  return new Map([...common, ...base, ...own]);
}

/** «report» is a verb and a setting: an object holds the settings of the verb. */
function isObject(value: unknown): boolean {
  return jsonObject.safeParse(value).success;
}

/** The verb whose settings in the file another one uses too. */
const baseVerbs: Readonly<Partial<Record<Verb, Verb>>> = { schedule: "export", doctor: "export" };

interface ConfigFile {
  readonly name: string;
  readonly folder: string;
}

function parseObject(contents: Buffer, config: Given): Record<string, unknown> {
  const parsed = jsonObject.safeParse(parseJson(contents, config));
  if (parsed.success) return parsed.data;
  throw invalidSetting("config", config.origin.words, `names ${config.text}, which must hold one JSON object`);
}

function parseJson(contents: Buffer, config: Given): unknown {
  try {
    return JSON.parse(decodeText(contents));
  } catch (error) {
    // V8's message quotes the text around the mistake, which may be a secret in the wrong place.
    const place = error instanceof Error ? /line \d+ column \d+/.exec(error.message)?.[0] : undefined;
    const where = place === undefined ? "" : ` at ${place}`;
    throw invalidSetting("config", config.origin.words, `names ${config.text}, which is not valid JSON${where}`);
  }
}

function readVerbObject(file: ConfigFile, verb: Verb, value: unknown): Layer {
  const parsed = jsonObject.safeParse(value);
  if (!parsed.success) throw refused(file, verb, `must be an object with the settings of ${verb}`);
  const layer = new Map<SettingKey, Given>();
  for (const [name, entry] of Object.entries(parsed.data)) addEntry(layer, file, name, `${verb}.${name}`, entry);
  return layer;
}

function addEntry(layer: Map<SettingKey, Given>, file: ConfigFile, name: string, place: string, value: unknown): void {
  const key = findKey(name);
  if (key === undefined) throw refused(file, place, `is no setting of any verb${didYouMean(name, fileKeys())}`);
  if (key === "config") throw refused(file, place, "cannot be set in a config file");
  const { form } = settingOf(key);
  if (form === "secret") {
    throw refused(file, place, `is a secret and is read from ${settingOf(key).aliases?.join(" or ")} only`);
  }
  if (layer.has(key)) throw refused(file, place, "is given twice, in two spellings");
  const parsed = formSchemas[form].schema.safeParse(value);
  if (!parsed.success) throw refused(file, place, `must be ${formSchemas[form].allowed}`);
  layer.set(key, { text: parsed.data, origin: { kind: "file", words: originWords(file, place), folder: file.folder } });
}

/** The keys that a config file may have. */
export function fileKeys(): SettingKey[] {
  return settingKeys.filter((key) => !isSecret(key) && key !== "config");
}

function originWords(file: ConfigFile, place: string): string {
  return `${file.name}, key "${place}"`;
}

function refused(file: ConfigFile, place: string, problem: string): ExophotosError<"settingInvalid"> {
  return new ExophotosError("settingInvalid", { setting: place, origin: originWords(file, place), problem });
}
