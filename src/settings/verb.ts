export const verbs = [
  "export",
  "verify",
  "explain",
  "changes",
  "report",
  "mim psma",
  "mim file",
  "ad sync",
  "ad restore",
  "render",
  "compare",
  "push",
  "login",
  "schedule",
  "doctor",
  "config show",
  "config schema",
  "completion",
  "demo",
] as const;

/** A verb of the command line. */
export type Verb = (typeof verbs)[number];

/** The first words of verbs of two words. */
export const verbFamilies: ReadonlySet<string> = new Set(
  verbs.filter((verb) => verb.includes(" ")).map((verb) => verb.slice(0, verb.indexOf(" "))),
);

/** Whether a text is one of the verbs. */
export function isVerb(text: string): text is Verb {
  return (verbs as readonly string[]).includes(text);
}
