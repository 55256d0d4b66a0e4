import yargs from "yargs";
import { ExophotosError } from "../errors.ts";
import { closestWord, didYouMean } from "../settings/closest.ts";
import type { Environment } from "../settings/environment.ts";
import type { Given, Layer } from "../settings/origin.ts";
import { takesMany } from "../settings/setting.ts";
import { flagName, isSecret, type SettingKey, settingKeys, settingOf, uses } from "../settings/table.ts";
import type { VerbSettings } from "../settings/types.ts";
import { isVerb, type Verb, verbFamilies, verbs } from "../settings/verb.ts";
import { commandHelp, familyHelp, verbHelpText } from "./help.ts";
import { positionalKeys } from "./positionals.ts";

/** What a command line asks for. */
export type CommandLine =
  | ({ readonly kind: "run" } & VerbSettings)
  /** With what was wrong, where nobody asked for help. */
  | { readonly kind: "help"; readonly text: string; readonly wrong?: ExophotosError<"usageWrong"> }
  | { readonly kind: "version" };

export interface Surroundings {
  readonly env: Environment;
  /** Relative paths on the command line and in the environment resolve against it. */
  readonly cwd: string;
  /** Width of the help in characters. */
  readonly columns: number;
}

/**
 * Understands the words after the program's name, and reads the settings that go with them. Throws `usageWrong` for a
 * command line that makes no sense, `settingInvalid` for a value that is not allowed. Prints nothing, ends nothing.
 */
export async function parseCommandLine(argv: readonly string[], around: Surroundings): Promise<CommandLine> {
  const parsed = asksForHelp(parseWords(argv));
  const { verb: word, rest } = verbIn(parsed.words);
  if (parsed.version) return { kind: "version" };
  if (word === undefined) {
    const text = await commandHelp(around.columns);
    return parsed.help ? { kind: "help", text } : { kind: "help", text, wrong: usageWrong("A verb is missing") };
  }
  if (verbFamilies.has(word)) {
    const family = verbs.filter((verb) => verb.startsWith(`${word} `));
    if (parsed.help) return { kind: "help", text: await familyHelp(family, around.columns) };
    throw usageWrong(`A word is missing after ${word}: ${family.join(" or ")}`);
  }
  if (!isVerb(word)) throw unknownVerb(word, rest);
  if (parsed.help) return { kind: "help", text: await verbHelpText(word, around.columns) };
  const flags = flagLayer(word, { ...parsed, words: positionals(word, rest) }, around.cwd);
  // Help does not wait for it.
  const { readSettings } = await import("../settings/read-settings.ts");
  return { kind: "run", ...(await readSettings(word, flags, around.env, around.cwd)) };
}

/** «help» and what it is about is that with --help. */
function asksForHelp(parsed: Words): Words {
  const [first, ...words] = parsed.words;
  return first === "help" ? { ...parsed, words, help: true } : parsed;
}

/** Somebody may have left out the first word of two, or mistyped it. */
function unknownVerb(word: string, [second = ""]: readonly string[]): ExophotosError<"usageWrong"> {
  const verb = verbs.find((one) => one.endsWith(` ${word}`)) ?? closestWord(word, verbs);
  const suggested = verb ?? closestWord(`${word} ${second}`, verbs);
  const hint = suggested === undefined ? ": exophotos help lists them" : ` (did you mean ${suggested}?)`;
  return usageWrong(`There is no verb "${word}"${hint}`);
}

/** The verb, of two words where it has two, and the words after it. */
function verbIn([first, second, ...others]: readonly string[]) {
  if (first === undefined || second === undefined) return { verb: first, rest: [] };
  if (verbFamilies.has(first)) return { verb: `${first} ${second}`, rest: others };
  return { verb: first, rest: [second, ...others] };
}

/** A verb of two words is one argument. */
function positionals(verb: Verb, words: readonly string[]): readonly string[] {
  const [first, second, ...others] = words;
  if (verb !== "config show" || first === undefined || second === undefined) return words;
  return verbFamilies.has(first) ? [`${first} ${second}`, ...others] : words;
}

interface Words {
  readonly words: readonly string[];
  readonly options: ReadonlyMap<SettingKey, unknown>;
  readonly help: boolean;
  readonly version: boolean;
}

const flagKeys = settingKeys.filter((key) => !isSecret(key));

/** Splits the command line with the options of all verbs known, so that each takes as many words as it should. */
function parseWords(argv: readonly string[]): Words {
  refuseInherited(argv);
  refuseSwitchValues(argv);
  const parser = yargs()
    .help(false)
    .version(false)
    .exitProcess(false)
    .fail(false)
    .parserConfiguration({
      "boolean-negation": false,
      "camel-case-expansion": false,
      "dot-notation": false,
      "parse-positional-numbers": false,
      "populate--": true,
    })
    .option("help", { alias: "h", type: "boolean" })
    .option("version", { type: "boolean" });
  for (const key of flagKeys) {
    parser.option(flagName(key), { type: settingOf(key).form === "switch" ? "boolean" : "string" });
  }
  const parsed = parser.parseSync([...argv]);
  const known = new Set<string>(["_", "--", "$0", "h", "help", "version", ...flagKeys.map(flagName)]);
  const unknown = Object.keys(parsed).find((name) => !known.has(name));
  if (unknown !== undefined) throw unknownOption(unknown);
  const words = parsed._.map(String);
  const afterDashes = parsed["--"];
  return {
    words: [...words, ...(Array.isArray(afterDashes) ? afterDashes.map(String) : [])],
    options: new Map(flagKeys.map((key) => [key, parsed[flagName(key)]])),
    help: parsed.help === true,
    version: parsed.version === true,
  };
}

/** What every object has, yargs takes for a setting of its own; also after «--», which may be the value of a flag. */
function refuseInherited(argv: readonly string[]): void {
  for (const word of argv) {
    const name = /^--?([^=]+)/.exec(word)?.[1];
    if (name !== undefined && name in Object.prototype) throw unknownOption(name);
  }
}

/** yargs takes any word but «true» for false. */
function refuseSwitchValues(argv: readonly string[]): void {
  for (const word of argv) {
    const [, flag, value] = /^--([a-z-]+)=(.*)$/s.exec(word) ?? [];
    const key = flagKeys.find((candidate) => flagName(candidate) === flag);
    if (key === undefined || settingOf(key).form !== "switch" || value === "true" || value === "false") continue;
    throw usageWrong(`--${flag} takes no value but true or false`);
  }
}

/** Names the option only: its value may be a secret. */
function unknownOption(name: string): ExophotosError<"usageWrong"> {
  const option = name.length === 1 ? `-${name}` : `--${name}`;
  const secret = settingKeys.find((key) => isSecret(key) && flagName(key) === name);
  if (secret !== undefined) {
    const variable = settingOf(secret).aliases?.join(" or ");
    return usageWrong(`A secret is never an option's value, others could read it: use ${option}-file or ${variable}`);
  }
  const known = flagKeys.map((key) => `--${flagName(key)}`);
  return usageWrong(`There is no option ${option}${didYouMean(option, known)}`);
}

function flagLayer(verb: Verb, { options, words }: Words, cwd: string): Layer {
  const layer = new Map<SettingKey, Given>();
  const owner = ownerOf(verb, words[0] ?? options.get("verb"));
  for (const [key, value] of options) {
    if (value === undefined) continue;
    if (!uses(verb, key) && !uses(owner, key)) throw usageWrong(`${owner} has no option --${flagName(key)}`);
    layer.set(key, {
      text: optionText(key, value),
      origin: { kind: "flag", words: `--${flagName(key)}`, folder: cwd },
    });
  }
  const keys = positionalKeys[verb] ?? [];
  for (const [index, positional] of words.entries()) {
    const key = keys[index];
    if (key === undefined) throw onePositionalTooMany(verb, positional, keys);
    const flag = flagName(key);
    if (layer.has(key)) throw usageWrong(`"${positional}" and --${flag} both name the ${key}: give one of them`);
    const origin = { kind: "flag", words: `the argument ${positional}`, folder: cwd } as const;
    layer.set(key, { text: positional, origin });
  }
  return layer;
}

/** The verb whose options are taken: `config show` takes those of the verb that it shows. */
function ownerOf(verb: Verb, shown: unknown = settingOf("verb").default): Verb {
  return verb === "config show" && isVerb(String(shown)) ? (String(shown) as Verb) : verb;
}

function onePositionalTooMany(verb: Verb, positional: string, keys: readonly SettingKey[]): ExophotosError {
  if (keys.length === 0) return usageWrong(`${verb} takes options only, and "${positional}" is none`);
  return usageWrong(`${verb} takes one ${keys.join(" and one ")}, and "${positional}" is one more`);
}

function optionText(key: SettingKey, value: unknown): string | readonly string[] {
  const texts = (Array.isArray(value) ? value : [value]).map(String);
  if (texts.includes("")) throw usageWrong(`--${flagName(key)} needs a value`);
  if (takesMany(settingOf(key))) return texts;
  if (texts.length > 1) throw usageWrong(`--${flagName(key)} is given ${texts.length} times and takes one value`);
  return texts.join();
}

function usageWrong(problem: string): ExophotosError<"usageWrong"> {
  return new ExophotosError("usageWrong", { problem });
}
