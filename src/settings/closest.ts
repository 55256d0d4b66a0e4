/** The word that a mistyped one most likely means: at most two edits away, fewer for short words; else undefined. */
export function closestWord(mistyped: string, words: Iterable<string>): string | undefined {
  let best: { word: string; distance: number } | undefined;
  for (const word of words) {
    const distance = editDistance(mistyped.toLowerCase(), word.toLowerCase());
    if (distance <= Math.min(2, Math.floor(word.length / 3)) && distance < (best?.distance ?? 3))
      best = { word, distance };
  }
  return best?.word;
}

/** How many insertions, deletions, replacements and swaps of neighbours turn one word into the other. */
function editDistance(from: string, to: string): number {
  let before: readonly number[] = [];
  let row: readonly number[] = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 0; i < from.length; i += 1) {
    const next = [i + 1];
    for (let j = 0; j < to.length; j += 1) {
      const isSwap = i > 0 && j > 0 && from[i] === to[j - 1] && from[i - 1] === to[j];
      const swapped = isSwap ? (before[j - 1] ?? 0) + 1 : Number.POSITIVE_INFINITY;
      const replaced = (row[j] ?? 0) + (from[i] === to[j] ? 0 : 1);
      next.push(Math.min(swapped, replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    before = row;
    row = next;
  }
  return row.at(-1) ?? 0;
}

/** « (did you mean X?)», or nothing when no word is close. */
export function didYouMean(mistyped: string, words: Iterable<string>): string {
  const word = closestWord(mistyped, words);
  return word === undefined ? "" : ` (did you mean ${word}?)`;
}
