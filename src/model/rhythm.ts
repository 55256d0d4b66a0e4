/** When a scheduled pass starts, in the machine's local time. */
export type Rhythm =
  | { readonly kind: "daily"; readonly hour: number; readonly minute: number }
  | { readonly kind: "every"; readonly minutes: number };
