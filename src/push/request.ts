import type { PushWishes } from "../model/push-wishes.ts";
import type { Clock } from "../platform/clock.ts";
import type { PicturePool } from "../renditions/picture-work.ts";
import type { PhotoWriter } from "../tenant/photo-writer.ts";
import type { PushResult } from "./result.ts";

/** What is to be done. */
export interface PushRequest extends PushWishes {
  readonly tenantId: string;
}

/** How far it is. */
export interface PushProgress {
  readonly stage: "find" | "probe" | "compare" | "write";
  readonly done: number;
  /** All of this stage. */
  readonly people: number;
}

/** What it is done with. */
export interface PushParts {
  readonly writer: PhotoWriter;
  readonly pictures: PicturePool;
  readonly clock: Clock;
  readonly random: () => number;
  readonly onProgress: (progress: PushProgress) => void;
  /** Nothing new is begun once it is aborted. */
  readonly interrupted: AbortSignal;
}

/** What came of everybody who is named, in the order of the list, and what stopped it before its end. */
export interface PushEnded {
  readonly results: readonly PushResult[];
  readonly error: unknown;
}
