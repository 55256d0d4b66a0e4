import { assemble } from "./assemble.ts";
import { readConfigFile } from "./config-file.ts";
import { readConfigShow } from "./config-show.ts";
import { type Environment, readEnvironment } from "./environment.ts";
import { type Merged, mergeSettings } from "./merge.ts";
import type { Layer } from "./origin.ts";
import type { SettingKey } from "./table.ts";
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
  if (verb !== "config show") return deepFreeze(await assemble(verb, await merge(verb, layers)));
  const { verb: of } = mergeSettings(verb, layersOf("verb", layers)).values;
  return deepFreeze({ verb, settings: await readConfigShow(of, await merge(of, layers)) });
}

/** With the config file that the layers name, the weakest. */
async function merge(verb: Verb, layers: readonly Layer[]): Promise<Merged> {
  const config = mergeSettings(verb, layersOf("config", layers)).given("config");
  return mergeSettings(verb, config === undefined ? layers : [...layers, await readConfigFile(config, verb)]);
}

function layersOf(wanted: SettingKey, layers: readonly Layer[]): Layer[] {
  return layers.map((layer) => new Map([...layer].filter(([key]) => key === wanted)));
}

function deepFreeze<T>(value: T): T {
  // A view over bytes cannot be frozen.
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return value;
  for (const part of Object.values(value)) deepFreeze(part);
  return Object.freeze(value);
}
