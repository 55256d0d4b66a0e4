/** The people that a pass is about. `keys` are object ids or userPrincipalNames, one or many. */
export type Choice =
  | { readonly kind: "everyone" }
  | { readonly kind: "filter"; readonly filter: string }
  | { readonly kind: "group"; readonly groupId: string }
  | { readonly kind: "keys"; readonly origin: string; readonly keys: () => AsyncIterable<string> };

/** Sizes that Graph serves from Microsoft 365, largest first. Source: profilephoto-get. */
export const photoSizes = [
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

/** `largest` takes whatever is the largest; a fixed size falls back to the largest below where it does not exist. */
export type PhotoSize = "largest" | (typeof photoSizes)[number];
