import type { MaxChange } from "../model/max-change.ts";
import type { PersonKey } from "../model/person-key.ts";
import type { RenditionFit } from "../model/rendition.ts";
import type { Clock } from "../platform/clock.ts";
import type { PicturePool } from "../renditions/picture-work.ts";
import type { PhotoWriter } from "../tenant/photo-writer.ts";
import type { PushResult } from "./result.ts";

/** What is to be done. Paths are absolute. */
export interface PushRequest {
  readonly tenantId: string;
  /** A folder of photos, named by a list or by themselves; or a list of people whose photos go. */
  readonly task:
    | { readonly kind: "send"; readonly from: string; readonly list: string | undefined }
    | { readonly kind: "remove"; readonly list: string };
  readonly nameIs: PersonKey;
  /** Undefined: nothing is remembered. */
  readonly state: string | undefined;
  readonly fit: RenditionFit;
  readonly onlyMissing: boolean;
  readonly resend: boolean;
  readonly maxChange: MaxChange | undefined;
  readonly dryRun: boolean;
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
