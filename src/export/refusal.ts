import type { PictureResult } from "../renditions/picture-work.ts";
import type { AnswerDetail } from "../store/people.ts";

/** Why a picture, or what was to be made of it, is not kept. */
export interface NotKept {
  readonly refused: AnswerDetail;
}

/** A picture that nothing could be made of, as it is recorded of its person. */
export function refusal({ problem, rendition, message }: Extract<PictureResult, { kind: "refused" }>): AnswerDetail {
  return rendition === undefined
    ? { reason: `picture:${problem}`, message: `the picture cannot be used: ${message}`, tries: 1 }
    : { reason: `rendition:${problem}`, message: `the rendition ${rendition} cannot be made: ${message}`, tries: 1 };
}
