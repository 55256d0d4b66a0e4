import { isRecheckDue } from "../plan/recheck.ts";
import type { JoinedPerson } from "../store/people.ts";
import { missingPictures } from "./make-renditions.ts";
import type { PassContext } from "./pass-context.ts";

/**
 * Whether a known person is asked about in this pass, under `--recheck-within`; without it, and for people named by
 * `--only`, always. `hasPicture` is Exchange's word, where it was heard; `fetchAnyway` that a known photo is fetched again.
 */
export function isAskedNow(
  context: PassContext,
  known: JoinedPerson | undefined,
  hasPicture: boolean | undefined,
  fetchAnyway: boolean,
): boolean {
  const { options, startedAtMs, sinceLastPassMs } = context;
  if (options.recheckWithinMs === undefined || options.full || options.only.length > 0) return true;
  if (known === undefined) return true;
  const { record, photo } = known;
  const saysOtherwise = hasPicture !== undefined && hasPicture !== (photo !== undefined);
  const wantsOther = photo !== undefined && (fetchAnyway || isToBeMadeAnew(context, photo));
  return isRecheckDue(
    record.person.objectId,
    { settledAtMs: settledAtMs(known), isHinted: saysOtherwise || wantsOther },
    { nowMs: startedAtMs, withinMs: options.recheckWithinMs, sinceLastPassMs },
  );
}

function isToBeMadeAnew({ options }: PassContext, photo: NonNullable<JoinedPerson["photo"]>): boolean {
  const isToBeJpeg = options.transcode && photo.contentType !== "image/jpeg";
  return isToBeJpeg || missingPictures(photo, options.rows) !== undefined;
}

/** When the answer came that what is on record agrees with; undefined where there is none. */
function settledAtMs({ record, photo, published }: JoinedPerson): number | undefined {
  switch (record.answer) {
    case "photo":
    case "unchanged":
      // One whose file was lost is forgotten, and has to be fetched.
      return photo === undefined ? undefined : record.askedAtMs;
    case "none":
    case "noneConfirmed":
    case "noMailbox":
      // A photo of a pass that did not publish is on record still, and goes only by a publish.
      return photo === undefined && published?.photo === undefined ? record.askedAtMs : undefined;
    case "failed":
    case "left":
    case "outOfChoice":
    case undefined:
      return undefined;
  }
}
