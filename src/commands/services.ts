import type { ExitName } from "../cli/exit-codes.ts";
import type { PhotoSize } from "../model/photo-size.ts";
import type { Clock } from "../platform/clock.ts";
import type { PicturePool } from "../renditions/picture-work.ts";
import type { PicturePoolOptions } from "../renditions/pool.ts";
import type { NetworkSettings, SignInSettings, TrafficSettings } from "../settings/types.ts";
import type { Choice } from "../tenant/choice.ts";
import type { Tenant } from "../tenant/port.ts";

/** What is to be reached, and what of it is wanted. */
export interface ConnectRequest {
  readonly signIn: SignInSettings;
  readonly network: NetworkSettings;
  readonly traffic: TrafficSettings;
  readonly choice: Choice;
  readonly size: PhotoSize;
  readonly basicColumns: boolean;
  readonly extraColumns: readonly string[];
}

export interface Connection {
  readonly tenant: Tenant;
  /** Graph's host, for sentences. */
  readonly graphHost: string;
}

/** A stream to write text to; `isTTY` tells a terminal. */
export type TextStream = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };

/** What the verbs get from outside; `src/main.ts` puts it together. */
export interface Services {
  readonly connect: (request: ConnectRequest) => Promise<Connection>;
  /** A pool for work on pictures; whoever asks for it closes it. */
  readonly startPictures: (options?: PicturePoolOptions) => Promise<PicturePool>;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly bootAtMs: number;
  readonly version: string;
  readonly interrupted: AbortSignal;
  readonly stdout: TextStream;
  readonly stderr: TextStream;
  readonly cwd: string;
}

/** How a verb ended, when it did not throw. */
export type VerbEnd = Extract<ExitName, "done" | "someFailed" | "difference">;
