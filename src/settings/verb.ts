export const verbs = ["export", "verify", "explain", "changes", "schedule", "demo"] as const;

/** A verb of the command line. */
export type Verb = (typeof verbs)[number];

/** Whether a word is one of the verbs. */
export function isVerb(word: string): word is Verb {
  return (verbs as readonly string[]).includes(word);
}
