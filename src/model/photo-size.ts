/**
 * `largest` takes whatever is the largest photo of a person; a fixed size falls back to the largest below where it does
 * not exist. The fixed ones are those that Graph serves from Microsoft 365. Source: profilephoto-get.
 */
export const photoSizes = [
  "largest",
  "648x648",
  "504x504",
  "432x432",
  "360x360",
  "240x240",
  "120x120",
  "96x96",
  "64x64",
  "48x48",
] as const;

export type PhotoSize = (typeof photoSizes)[number];
