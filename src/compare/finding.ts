import type { Checksum } from "./side.ts";

export const sideNames = ["a", "b"] as const;
/** One of the two sides. */
export type SideName = (typeof sideNames)[number];

/** A person's picture on a side, as it is gathered. */
export interface Gathered {
  readonly objectId: string;
  readonly userPrincipalName: string;
  readonly locator: string;
  readonly checksum: Checksum | undefined;
  readonly perceptualHash: string | undefined;
}

export const results = [
  "sameBytes",
  "samePicture",
  "different",
  "onlyInA",
  "onlyInB",
  "unreadable",
  "ambiguous",
] as const;
/** How the two pictures of a person compare. */
export type Result = (typeof results)[number];

/** A likeness, or where only hashes were looked at its distance. */
export interface FoundLikeness {
  readonly distance: number;
  readonly unlike: number | undefined;
}

/** What was found about one person. `key` is the value that the sides are joined by; empty where it is not known. */
export type Finding = { readonly key: string } & (
  | { readonly result: "sameBytes"; readonly a: Gathered; readonly b: Gathered }
  | {
      readonly result: "samePicture" | "different";
      readonly a: Gathered;
      readonly b: Gathered;
      readonly likeness: FoundLikeness;
    }
  | { readonly result: "onlyInA"; readonly a: Gathered }
  | { readonly result: "onlyInB"; readonly b: Gathered }
  | {
      readonly result: "unreadable";
      readonly a: Gathered;
      readonly b: Gathered;
      /** The side whose picture cannot be used, and why: a clause. */
      readonly side: SideName;
      readonly problem: string;
    }
  /** A side has the key more than once: nobody knows which picture is whose. */
  | { readonly result: "ambiguous"; readonly pictures: Readonly<Record<SideName, Crowd>> }
);

/** Pictures of a side under one key. */
export interface Crowd {
  readonly count: number;
  /** Where the first of them are. */
  readonly locators: readonly string[];
}

/** People by result. */
export type Counts = Readonly<Record<Result, number>>;

/** Whether the sides are not the same in this. */
export function isDifference(result: Result): boolean {
  return result !== "sameBytes" && result !== "samePicture";
}
