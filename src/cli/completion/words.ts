import { choicesOf } from "../../settings/setting.ts";
import { flagName, isSecret, type SettingKey, settingKeys, settingOf, uses } from "../../settings/table.ts";
import { type Verb, verbFamilies, verbs } from "../../settings/verb.ts";
import { positionalKeys } from "../positionals.ts";
import { verbHelp } from "../verb-help.ts";

/** What may stand for a value: one of these words, a path, or anything. */
export type ValueWords =
  | { readonly kind: "choice"; readonly words: readonly string[] }
  | { readonly kind: "path" | "any" };

export interface OptionWords {
  /** With its dashes. */
  readonly flag: string;
  readonly about: string;
  /** Undefined for a switch, which takes none. */
  readonly value: ValueWords | undefined;
}

export interface VerbWords {
  readonly verb: Verb;
  readonly about: string;
  readonly options: readonly OptionWords[];
  readonly positionals: readonly ValueWords[];
}

/** All that can be completed on the command line, in the order of the help. */
export function completionWords(): readonly VerbWords[] {
  return verbs.map((verb) => ({
    verb,
    about: verbHelp[verb].about,
    options: [...settingKeys.filter((key) => takes(verb, key) && !isSecret(key)).map(optionOf), help],
    positionals: (positionalKeys[verb] ?? []).map(valueWords),
  }));
}

/** `config show` takes the options of whatever verb it shows. */
function takes(verb: Verb, key: SettingKey): boolean {
  return verb === "config show" || uses(verb, key);
}

/** The first words of the command line, and the second ones of each that has some. */
export function verbTree(): ReadonlyMap<string, readonly string[]> {
  const firsts = new Set(verbs.map(firstWord));
  const secondsOf = (first: string) =>
    verbs.flatMap((verb) => (verb.startsWith(`${first} `) ? [verb.slice(first.length + 1)] : []));
  return new Map([...firsts].map((first) => [first, verbFamilies.has(first) ? secondsOf(first) : []]));
}

const help: OptionWords = { flag: "--help", about: "Help for the verb", value: undefined };

function optionOf(key: SettingKey): OptionWords {
  const setting = settingOf(key);
  const value = setting.form === "switch" ? undefined : valueWords(key);
  return { flag: `--${flagName(key)}`, about: setting.about, value };
}

function valueWords(key: SettingKey): ValueWords {
  const setting = settingOf(key);
  const words = choicesOf(setting);
  if (words !== undefined) return { kind: "choice", words: [...new Set(words.map(firstWord))] };
  return { kind: setting.form === "path" || setting.form === "paths" ? "path" : "any" };
}

/** A shell completes one word at a time. */
function firstWord(words: string): string {
  return words.split(" ")[0] ?? words;
}
