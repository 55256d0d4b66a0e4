import type { ErrorCode } from "../errors.ts";
import type { ManifestFormat } from "../manifest/manifest-format.ts";
import type { ChecksumAlgorithm } from "../model/checksum.ts";
import type { DiscoverMode } from "../model/discover.ts";
import type { FileMode } from "../model/file-mode.ts";
import type { LinkSpec } from "../model/link.ts";
import type { PhotoSize } from "../model/photo-size.ts";
import type { MaxDelete } from "../plan/guards.ts";
import type { RowSettings } from "../plan/next-row.ts";
import type { Clock } from "../platform/clock.ts";
import type { Log } from "../platform/log.ts";
import type { PicturePool } from "../renditions/picture-work.ts";
import type { Choice } from "../tenant/choice.ts";
import type { MailboxSource } from "../tenant/mailboxes.ts";
import type { Tenant } from "../tenant/port.ts";
import type { PassListener } from "./events.ts";

/** What one pass is to do. Durations in milliseconds. */
export interface PassOptions {
  readonly out: string;
  readonly tenantId: string;
  /** Folder of state.db when it is not OUT's own. */
  readonly stateDir: string | undefined;
  readonly choice: Choice;
  /** `--only`: ids or userPrincipalNames of the people to refresh; everybody else stays as published. */
  readonly only: readonly string[];
  readonly discover: DiscoverMode;
  readonly rows: RowSettings;
  readonly format: ManifestFormat;
  readonly checksum: ChecksumAlgorithm;
  readonly size: PhotoSize;
  /** Pictures that are no JPEG become one. */
  readonly transcode: boolean;
  readonly maxDelete: MaxDelete;
  readonly deadlineMs: number | undefined;
  readonly refreshAfterMs: number;
  /** How often each known person is asked at least; undefined = in every pass. */
  readonly recheckWithinMs: number | undefined;
  /** Files that get a copy of manifest.csv once it is published. */
  readonly manifestCopies: readonly string[];
  /** The by-name folders. */
  readonly links: readonly LinkSpec[];
  /** Of new files, where files have modes. */
  readonly fileMode: FileMode;
  readonly keepFilesMs: number;
  readonly keepChangesMs: number;
  readonly full: boolean;
  readonly dryRun: boolean;
  readonly rebuildState: boolean;
  /** Of `verify --repair`: a by-name file that is another picture by now becomes the person's again. */
  readonly repairs: boolean;
  /** The version of this program, for last-run.json. */
  readonly version: string;
}

/** What a pass works with. */
export interface PassParts {
  readonly tenant: Tenant;
  /** Undefined where `discover` is `graph`. */
  readonly mailboxes: MailboxSource | undefined;
  /** Makes renditions; it does nothing before it is asked. */
  readonly pictures: PicturePool;
  readonly clock: Clock;
  readonly newId: () => string;
  /** Graph's host, for sentences. */
  readonly graphHost: string;
  /** When the certificate that signs in ends; undefined where none does. */
  readonly certificateEndsAt: Date | undefined;
  /** When the machine was started, in milliseconds since 1970. */
  readonly bootAtMs: number;
  readonly listener: PassListener;
  /** Makes a listener that writes events to a log; for the pass's log file. */
  readonly listenerFor: (log: Log) => PassListener;
  /** Aborted by Ctrl-C; its reason is the `interrupted` error. */
  readonly interrupted: AbortSignal;
  /** The exit code that last-run.json records for an error code or for a pass that ended. */
  readonly exitCodeFor: (end: ErrorCode | "defect" | "done" | "someFailed") => number;
}
