import type { ExitName } from "../cli/exit-codes.ts";
import type { DoctorService } from "../doctor/service.ts";
import type { DiscoverMode } from "../model/discover.ts";
import type { PhotoSize } from "../model/photo-size.ts";
import type { Clock } from "../platform/clock.ts";
import type { PicturePool } from "../renditions/picture-work.ts";
import type { PicturePoolOptions } from "../renditions/pool.ts";
import type { PageSource } from "../report/page-source.ts";
import type { NetworkSettings, SignInSettings, TrafficSettings } from "../settings/parts.ts";
import type { LoginSettings } from "../settings/types.ts";
import type { Choice } from "../tenant/choice.ts";
import type { MailboxSource } from "../tenant/mailboxes.ts";
import type { PhotoWriter } from "../tenant/photo-writer.ts";
import type { Tenant } from "../tenant/port.ts";

/** What is to be reached, and what of it is wanted. */
export interface ConnectRequest {
  readonly signIn: SignInSettings;
  readonly network: NetworkSettings;
  readonly traffic: TrafficSettings;
  readonly choice: Choice;
  readonly discover: DiscoverMode;
  readonly size: PhotoSize;
  readonly basicColumns: boolean;
  readonly extraColumns: readonly string[];
}

/** Where photos are to be written to. */
export type WriterRequest = Pick<ConnectRequest, "signIn" | "network" | "traffic">;

/** What the doctor is to ask about. */
export type DoctorRequest = Omit<ConnectRequest, "traffic">;

/** A person's sign-in with a device code. */
export interface SignInRequest {
  readonly settings: LoginSettings;
  /** Called once, as soon as there is a code to enter. */
  readonly onCode: (code: CodeToEnter) => void;
  readonly interrupted: AbortSignal;
}

/** What a person does to sign in, within `expiresInSeconds`. */
export interface CodeToEnter {
  readonly userCode: string;
  readonly verificationUri: string;
  readonly expiresInSeconds: number;
}

/** Who signed in, and the delegated permissions of Graph that they and the tenant consented to. */
export interface SignedIn {
  readonly user: string;
  readonly granted: readonly string[];
}

export interface Connection {
  readonly tenant: Tenant;
  /** Exchange's mailboxes; undefined where the request is to ask Graph alone. */
  readonly mailboxes: MailboxSource | undefined;
  /** Graph's host, for sentences. */
  readonly graphHost: string;
  /** When the certificate that signs in ends; undefined where none does. */
  readonly certificateEndsAt: Date | undefined;
}

/** A stream to write text to; `isTTY` tells a terminal. */
export type TextStream = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };

/** What the verbs get from outside; `src/main.ts` puts it together. */
export interface Services {
  readonly connect: (request: ConnectRequest) => Promise<Connection>;
  /** Throws `signInFailed`, `unreachable`, `settingInvalid`, `outputFailed` or the signal's reason. */
  readonly signIn: (request: SignInRequest) => Promise<SignedIn>;
  /** As `connect`, for writing photos. */
  readonly connectWriter: (request: WriterRequest) => Promise<PhotoWriter>;
  /** As `connect`, for the doctor's questions. */
  readonly connectDoctor: (request: DoctorRequest) => Promise<DoctorService>;
  /** A pool for work on pictures; whoever asks for it closes it. */
  readonly startPictures: (options?: PicturePoolOptions) => Promise<PicturePool>;
  /** The script and the style of a report. */
  readonly reportPage: () => Promise<PageSource>;
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
export type VerbEnd = Exclude<ExitName, "defect" | "interrupted">;
