import yargs from "yargs";
import { type Setting, settingGroups, takesMany } from "../settings/setting.ts";
import { flagName, isSecret, settingKeys, settingOf, uses } from "../settings/table.ts";
import { type Verb, verbs } from "../settings/verb.ts";
import { type ExitName, exitCodes, exitMeanings, verbExits, verbMeanings } from "./exit-codes.ts";
import { type VerbHelp, verbHelp } from "./verb-help.ts";

/** The help for the command as a whole, `columns` wide. */
export async function commandHelp(columns: number): Promise<string> {
  const help = page(columns).usage(
    "exophotos <verb> [options]\n\nExports the profile photos of a Microsoft 365 tenant.",
  );
  for (const verb of verbs) help.command(verb, verbHelp[verb].about);
  help
    .options({
      help: { describe: "Help; after a verb, its options" },
      version: { describe: "The version" },
    })
    .group(["help", "version"], "Options:")
    .epilogue(`${exitLines(Object.keys(exitCodes) as ExitName[])}\n\nexophotos VERB --help lists a verb's options.`);
  return `${await help.getHelp()}\n`;
}

/** The help for verbs that share their first word. */
export async function familyHelp(family: readonly Verb[], columns: number): Promise<string> {
  const help = page(columns).usage("exophotos <verb> [options]");
  for (const verb of family) help.command(verb, verbHelp[verb].about);
  return `${await help.epilogue("exophotos VERB --help lists a verb's options.").getHelp()}\n`;
}

/** The help for one verb: its options in groups, and how it can end. */
export async function verbHelpText(verb: Verb, columns: number): Promise<string> {
  const { usage, about, examples } = verbHelp[verb];
  const help = page(columns).usage(`exophotos ${usage}\n\n${about}.`);
  for (const group of settingGroups) {
    const keys = settingKeys.filter((key) => uses(verb, key) && !isSecret(key) && settingOf(key).group === group);
    for (const key of keys) help.option(flagName(key), { describe: describe(settingOf(key)) });
    if (keys.length > 0) help.group(keys.map(flagName), `${group}:`);
  }
  const exits = exitLines(verbExits[verb], verbMeanings[verb]);
  return `${await help.epilogue(`${sources}\n\n${exits}`).getHelp()}\n\n${exampleLines(examples)}\n`;
}

/** Not in the epilogue, which would break commands into lines: they are there to be copied. */
function exampleLines(examples: VerbHelp["examples"]): string {
  return ["Examples:", ...examples.map(([about, words]) => `  ${about}\n    exophotos ${words}`)].join("\n");
}

const sources =
  'Every option can also stand in the --config file ("maxDelete" for --max-delete) and in the environment (EXOPHOTOS_MAX_DELETE). A flag beats the environment, and that beats the file.';

function page(columns: number) {
  return yargs().scriptName("exophotos").locale("en").help(false).version(false).wrap(columns);
}

function describe(setting: Setting): string {
  const text = takesMany(setting) || setting.form === "switch" ? undefined : setting.default;
  return text === undefined ? setting.about : `${setting.about} [default: ${text}]`;
}

function exitLines(names: readonly ExitName[], special: Partial<Record<ExitName, string>> = {}): string {
  const codes = names.map((name) => ({ code: exitCodes[name], meaning: special[name] ?? exitMeanings[name] }));
  codes.sort((one, other) => one.code - other.code);
  return ["Exit codes:", ...codes.map(({ code, meaning }) => `${String(code).padStart(5)}  ${meaning}`)].join("\n");
}
