import { assemble } from "./assemble.ts";
import { readConfigFile } from "./config-file.ts";
import { type Environment, readEnvironment } from "./environment.ts";
import { mergeSettings } from "./merge.ts";
import type { Layer } from "./origin.ts";
import type { VerbSettings } from "./types.ts";
import type { Verb } from "./verb.ts";

/**
 * A verb's settings from flags, environment and config file, checked and deeply frozen. A flag beats `EXOPHOTOS_…`, that
 * beats Azure's variables, they beat the config file, and that beats the default. `flags` are texts as they were typed;
 * relative paths in the environment resolve against `cwd`. Throws `settingInvalid`, which names the setting and its
 * origin and never holds a secret.
 */
export async function readSettings(verb: Verb, flags: Layer, env: Environment, cwd: string): Promise<VerbSettings> {
  const { own, aliases } = readEnvironment(env, cwd);
  const layers = [flags, own, aliases];
  const config = mergeSettings(verb, layers.map(onlyConfig)).given("config");
  if (config !== undefined) layers.push(await readConfigFile(config, verb));
  return deepFreeze(await assemble(verb, mergeSettings(verb, layers)));
}

function onlyConfig(layer: Layer): Layer {
  return new Map([...layer].filter(([key]) => key === "config"));
}

function deepFreeze<T>(value: T): T {
  // A view over bytes cannot be frozen.
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return value;
  for (const part of Object.values(value)) deepFreeze(part);
  return Object.freeze(value);
}
