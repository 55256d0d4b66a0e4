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

/** Levenshtein's distance: insertions, deletions and replacements that turn one word into the other. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [i, letter] of [...from].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...to].entries()) {
      const replaced = (row[j] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

/** « (did you mean X?)», or nothing when no word is close. */
export function didYouMean(mistyped: string, words: Iterable<string>): string {
  const word = closestWord(mistyped, words);
  return word === undefined ? "" : ` (did you mean ${word}?)`;
}
