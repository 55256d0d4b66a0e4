import type { RenditionFit } from "../model/rendition.ts";
import type { Clock } from "../platform/clock.ts";
import type { PicturePool } from "../renditions/picture-work.ts";
import type { PhotoWriter } from "../tenant/photo-writer.ts";
import type { PushState } from "./push-state.ts";

/** What the work on each person shares. */
export interface PushContext {
  readonly writer: PhotoWriter;
  readonly pictures: PicturePool;
  readonly state: PushState;
  readonly clock: Clock;
  /** Between 0 and 1, for the jitter of waits. */
  readonly random: () => number;
  /** How a picture that is no square comes into the frame. */
  readonly fit: RenditionFit;
  /** Leaves everybody alone who has a photo. */
  readonly onlyMissing: boolean;
  /** Sends every photo, whatever is there. */
  readonly resend: boolean;
  readonly dryRun: boolean;
  readonly signal: AbortSignal;
}
