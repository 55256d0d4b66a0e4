import { explainError } from "../cli/explain-error.ts";
import type { Names } from "../cli/explanation.ts";
import type { Finding, FindingKind } from "../doctor/finding.ts";
import { counted, spanWords } from "../model/quantities.ts";
import type { Wording, Words } from "./doctor-wording.ts";
import { directoryWords } from "./doctor-words-directory.ts";
import { serviceWords } from "./doctor-words-service.ts";

/** What the doctor says about a finding. */
export function wordsOf<K extends FindingKind>(finding: Extract<Finding, { readonly kind: K }>, names: Names): Words {
  const wording: Wording<FindingKind> = { ...generalWords, ...serviceWords, ...directoryWords };
  // The table's function takes the finding of its own key.
  const word = wording[finding.kind] as (finding: Finding, names: Names) => Words;
  return word(finding, names);
}

const generalWords: Wording<"skipped" | "timedOut" | "failed" | "settingsRight" | "settingsIdle" | "settingsWrong"> = {
  skipped: ({ because }) => ({ what: `Not looked at, because of ${because}.` }),
  timedOut: ({ afterMs }) => ({
    what: `Nothing came of it within ${spanWords(afterMs)}.`,
    todo: "Run it again; if it stays so, look at the load of this machine, of its disks and of the network.",
  }),
  failed: ({ error }, names) => {
    const { what, why, todo } = explainError(error, names);
    return { what: why === undefined ? what : `${what} ${why}`, todo };
  },
  settingsRight: ({ settings }) => ({ what: givenCount(settings), details: givenLines(settings) }),
  settingsIdle: ({ settings, idle }) => ({
    what: `${givenCount(settings)} Without effect: ${idle.map(({ setting, origin, because }) => `"${setting}" (${origin}): ${because}`).join("; ")}.`,
    details: givenLines(settings),
    todo: "Take away what has no effect, or what beats it: somebody may count on it.",
  }),
  settingsWrong: ({ settings, problems }) => ({
    what: problems
      .map(
        ({ setting, origin, problem }) =>
          `Setting "${setting}"${origin === undefined ? "" : ` (${origin})`} ${problem}.`,
      )
      .join(" "),
    details: givenLines(settings),
    todo: "Correct that first: everything else depends on it. exophotos export --help describes every setting.",
  }),
};

type Settings = Extract<Finding, { readonly kind: "settingsRight" }>["settings"];

function givenCount(settings: Settings): string {
  const given = settings.filter(({ isDefault }) => !isDefault).length;
  return `${counted(given, "setting is", "settings are")} given, all others have their defaults.`;
}

function givenLines(settings: Settings): readonly string[] {
  return settings
    .filter(({ isDefault }) => !isDefault)
    .map(({ setting, value, origin }) => `${setting} = ${value ?? "(a secret)"}   from ${origin}`);
}
