import type { PictureProblem } from "./inspect-picture.ts";
import { defaultPictureLimits } from "./inspect-picture.ts";
import type { WorkProblem } from "./picture-work.ts";

/** Ends the work on one picture. Never leaves the folder: what comes out of it is a result. */
export class UnusablePicture extends Error {
  readonly problem: WorkProblem;

  /** `message` is a clause about the picture, for the operator. */
  constructor(problem: WorkProblem, message: string) {
    super(message);
    this.problem = problem;
  }
}

const { maxBytes, maxPixels } = defaultPictureLimits;

const clauses: Readonly<Record<PictureProblem, string>> = {
  empty: "it has no bytes",
  unknownType: "its bytes are none of a JPEG, PNG, GIF or BMP",
  brokenHeader: "its header makes no sense",
  truncated: "it ends before its end marker",
  tooManyBytes: `it has more than ${maxBytes / 1024 / 1024} MB`,
  tooManyPixels: `it has more than ${maxPixels / 1_000_000} megapixels`,
};

/** What the inspection found, as an exception. */
export function refusedByInspection(problem: PictureProblem): UnusablePicture {
  return new UnusablePicture(problem, clauses[problem]);
}

const longestMessage = 120;

/** What a codec threw, as an exception of ours. Its words may hold bytes of the picture, so only plain ones stay. */
export function asUnusable(thrown: unknown): UnusablePicture {
  if (thrown instanceof UnusablePicture) return thrown;
  const words = thrown instanceof Error ? thrown.message : String(thrown);
  const plain = words.replace(/[^\x20-\x7e]+/g, " ").trim();
  const short = plain.length > longestMessage ? `${plain.slice(0, longestMessage)}…` : plain;
  return new UnusablePicture("undecodable", `it cannot be decoded (${short || "no reason given"})`);
}
