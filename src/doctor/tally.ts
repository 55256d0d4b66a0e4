/** How often each of some words was seen. */
export type Counts = Readonly<Record<string, number>>;

/** Counts words, in groups. */
export class Tally {
  readonly #groups = new Map<string, Map<string, number>>();

  add(group: string, word: string): void {
    const words = this.#groups.get(group) ?? new Map<string, number>();
    this.#groups.set(group, words.set(word, (words.get(word) ?? 0) + 1));
  }

  /** How often each word of a group came, the words in their alphabetical order. */
  of(group: string): Counts {
    return Object.fromEntries([...(this.#groups.get(group) ?? [])].sort(([one], [other]) => (one < other ? -1 : 1)));
  }
}
