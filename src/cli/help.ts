import yargs from "yargs";
import { type Setting, settingGroups, takesMany } from "../settings/setting.ts";
import { flagName, isSecret, settingKeys, settingOf, uses } from "../settings/table.ts";
import { type Verb, verbs } from "../settings/verb.ts";
import { type ExitName, exitCodes, exitMeanings, verbExits, verbMeanings } from "./exit-codes.ts";

const verbHelp: Record<Verb, { readonly usage: string; readonly about: string }> = {
  export: {
    usage: "export --out DIR [options]",
    about: "Exports the tenant's photos and their manifest: one pass into --out",
  },
  verify: {
    usage: "verify OUT [options]",
    about: "Checks every listed file, the manifest and the state against each other",
  },
  explain: { usage: "explain PERSON --out DIR [options]", about: "Says why a person's picture is what it is" },
  changes: {
    usage: "changes OUT --since WHERE [options]",
    about: "Prints what changed since a sequence, a time or a consumer's position",
  },
  report: {
    usage: "report OUT [--to FILE] [options]",
    about: "Writes the last pass as one HTML page: its figures, what changed, who has no photo, everybody to search",
  },
  "mim psma": {
    usage: "mim psma --to DIR [options]",
    about: "Writes the scripts of a PowerShell management agent for MIM that imports the export",
  },
  "mim file": {
    usage: "mim file OUT --format FORMAT --type full|delta --to FILE [options]",
    about: "Writes a file for a file-based management agent of MIM: delimited text, Generic CSV connector or LDIF",
  },
  "ad sync": {
    usage: "ad sync OUT --ldap URL --bind-user ACCOUNT --bind-password-file FILE [options]",
    about: "Brings thumbnailPhoto, and jpegPhoto if asked, of a directory into step with the export over LDAPS",
  },
  "ad restore": {
    usage: "ad restore FILE --ldap URL --bind-user ACCOUNT --bind-password-file FILE [options]",
    about: "Gives a directory the pictures back that an undo file of ad sync holds",
  },
  render: {
    usage: "render PHOTO --rendition NAME=WxH [options]",
    about: "Makes renditions of one picture, to see what a setting gives",
  },
  compare: {
    usage: "compare A B [options]",
    about: "Compares two sets of photos person by person: by their bytes, and where those differ by how they look",
  },
  push: {
    usage: "push --from DIR [--list CSV] [options]",
    about: "Sends approved photos to Microsoft 365, where they differ from what is there; --delete removes photos",
  },
  login: {
    usage: "login --tenant ID --client-id ID --token-cache FILE [options]",
    about: "Signs a person in with a device code, and keeps the sign-in for passes with --token-cache",
  },
  schedule: {
    usage: "schedule --to FILE --principal ACCOUNT [options]",
    about: "Writes a Task Scheduler task, or a systemd timer, that exports with the present settings",
  },
  doctor: {
    usage: "doctor [options of export] [--facts]",
    about:
      "Checks settings, clock, network, sign-in, permissions and the export directory, and says what to do about each; the first failure decides the exit code",
  },
  demo: { usage: "demo [options]", about: "Runs a pass against a simulated tenant on this machine" },
};

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
  const { usage, about } = verbHelp[verb];
  const help = page(columns).usage(`exophotos ${usage}\n\n${about}.`);
  for (const group of settingGroups) {
    const keys = settingKeys.filter((key) => uses(verb, key) && !isSecret(key) && settingOf(key).group === group);
    for (const key of keys) help.option(flagName(key), { describe: describe(settingOf(key)) });
    if (keys.length > 0) help.group(keys.map(flagName), `${group}:`);
  }
  return `${await help.epilogue(`${sources}\n\n${exitLines(verbExits[verb], verbMeanings[verb])}`).getHelp()}\n`;
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
