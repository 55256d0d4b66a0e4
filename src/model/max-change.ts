/** How much may change at once: a number, or a share of all that there is, in percent. */
export type MaxChange =
  | { readonly kind: "count"; readonly count: number }
  | { readonly kind: "percent"; readonly percent: number };

/** Unless told, as many as this may change, or a tenth of all where that is more. */
export const usualCount = 20;
const usualPercent = 10;

/** How many changes are allowed of so many; undefined = the usual. */
export function allowedChanges(maxChange: MaxChange | undefined, of: number): number {
  if (maxChange === undefined) return Math.max(usualCount, Math.floor((of * usualPercent) / 100));
  return maxChange.kind === "count" ? maxChange.count : Math.floor((of * maxChange.percent) / 100);
}
