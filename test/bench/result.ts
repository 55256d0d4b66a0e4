/** One figure of a bench; where a bound is given, `holds` says whether it was kept. */
export interface Figure {
  readonly what: string;
  readonly value: string;
  readonly bound?: string;
  readonly holds?: boolean;
}

/** What a bench came to. `raw` holds everything that was measured, for the JSON file. */
export interface BenchResult {
  readonly bench: string;
  readonly figures: readonly Figure[];
  readonly raw: unknown;
}

/** The middle of some numbers: with an even count the lower of the two. */
export function medianOf(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor((numbers.length - 1) / 2)] ?? Number.NaN;
}

/** «median (least to most)», each to so many digits behind the point. */
export function spread(numbers: readonly number[], digits: number): string {
  const [median, least, most] = [medianOf(numbers), Math.min(...numbers), Math.max(...numbers)];
  return `${median.toFixed(digits)} (${least.toFixed(digits)} to ${most.toFixed(digits)})`;
}

/** The figures as a table for a terminal. */
export function tableOf(results: readonly BenchResult[]): string {
  const rows = results.flatMap(({ bench, figures }) =>
    figures.map(({ what, value, bound = "", holds }) => [bench, what, value, bound, verdictOf(holds)]),
  );
  const table = [["bench", "figure", "value", "bound", ""], ...rows];
  const widths = table[0]?.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0))) ?? [];
  const lineOf = (row: readonly string[]) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ");
  return table.map((row) => lineOf(row).trimEnd()).join("\n");
}

function verdictOf(holds: boolean | undefined): string {
  if (holds === undefined) return "";
  return holds ? "holds" : "MISSED";
}
