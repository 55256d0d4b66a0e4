import type { GuardFinding } from "../errors.ts";
import { allowedChanges, type MaxChange } from "../model/max-change.ts";

/** `--max-delete`: a number of removals or a share of the rows last published, in percent. */
export type MaxDelete = { readonly kind: "default" } | MaxChange;

/** What the next manifest would be, beside the one on disk. */
export interface PublishFigures {
  readonly publishedRows: number;
  readonly nextRows: number;
  /** Rows that go, and rows that stay without their photo. */
  readonly removals: number;
  /** Rows with a value, by column, in the manifest on disk and in the next one. */
  readonly publishedFilled: Readonly<Record<string, number>>;
  readonly nextFilled: Readonly<Record<string, number>>;
  /** Columns that the settings leave empty on purpose. */
  readonly blankOnPurpose: ReadonlySet<string>;
}

const filledColumnPercent = 10;

/** How many removals a pass may publish, given the rows last published. */
export function allowedRemovals(maxDelete: MaxDelete, publishedRows: number): number {
  return allowedChanges(maxDelete.kind === "default" ? undefined : maxDelete, publishedRows);
}

/**
 * The reason not to publish, or undefined. An emptied manifest and an emptied column stop whatever `--max-delete`
 * allows: they are what a lost permission or a broken listing looks like.
 */
export function guardFinding(figures: PublishFigures, maxDelete: MaxDelete): GuardFinding | undefined {
  const rows = figures.publishedRows;
  if (rows > 0 && figures.nextRows === 0) return { guard: "nothingLeft", rows };
  const photos = figures.publishedFilled.file ?? 0;
  if (photos > 0 && (figures.nextFilled.file ?? 0) === 0) return { guard: "nothingLeft", rows: photos };
  for (const [column, filled] of Object.entries(figures.publishedFilled)) {
    if (figures.blankOnPurpose.has(column) || filled * 100 <= rows * filledColumnPercent) continue;
    if ((figures.nextFilled[column] ?? 0) === 0) return { guard: "columnEmptied", column, filled, rows };
  }
  const allowed = allowedRemovals(maxDelete, rows);
  if (figures.removals > allowed) return { guard: "maxDelete", removals: figures.removals, allowed, rows };
  return undefined;
}
