import type { ErrorFacts, ExophotosError } from "../errors.ts";
import type { IdleSetting, ShownSetting } from "../model/shown-setting.ts";
import type { GrantedPath, HostSeen, NeededPermission, OpenPath, PhotoFailure, PortalPages } from "./seen.ts";

/** The checks, in their order: each one needs some of those before it. */
export const checkNames = [
  "settings",
  "clock",
  "authority",
  "graph",
  "exchange",
  "sign-in",
  "permissions",
  "credential",
  "users",
  "choice",
  "batch",
  "photo",
  "policy",
  "mailboxes",
  "out",
  "space",
  "volume",
  "access",
  "state",
  "lock",
] as const;
export type CheckName = (typeof checkNames)[number];

/** What a finding comes to. `skipped`: not looked at, because of an earlier failure or because it cannot be seen. */
export type CheckStatus = "ok" | "warning" | "failure" | "skipped";

/** What one check found. Times in milliseconds since 1970 unless their name says otherwise. */
export type Finding =
  | { readonly kind: "skipped"; readonly because: CheckName }
  | { readonly kind: "timedOut"; readonly afterMs: number }
  | { readonly kind: "failed"; readonly error: ExophotosError }
  | { readonly kind: "settingsRight"; readonly settings: readonly ShownSetting[] }
  | { readonly kind: "settingsIdle"; readonly settings: readonly ShownSetting[]; readonly idle: readonly IdleSetting[] }
  | {
      readonly kind: "settingsWrong";
      readonly settings: readonly ShownSetting[];
      readonly problems: readonly ErrorFacts["settingInvalid"][];
    }
  | { readonly kind: "clockRight"; readonly aheadMs: number }
  | { readonly kind: "clockWrong"; readonly aheadMs: number; readonly signsWithTime: boolean }
  | { readonly kind: "clockUnseen" }
  | ({ readonly kind: "hostReached" } & HostSeen)
  | ({ readonly kind: "hostUnreached"; readonly error: ExophotosError<"unreachable"> } & HostSeen)
  | ({ readonly kind: "hostImpostor"; readonly status: number } & HostSeen)
  | {
      readonly kind: "signedIn";
      readonly appName: string | undefined;
      readonly tenantId: string | undefined;
      readonly isDelegated: boolean;
      readonly expiresAtMs: number | undefined;
    }
  | { readonly kind: "tokenSaysNothing" }
  | { readonly kind: "tokenOfOtherTenant"; readonly tenantId: string; readonly wanted: string }
  | { readonly kind: "permissionsRight"; readonly permissions: readonly string[] }
  | {
      readonly kind: "permissionsMissing";
      readonly missing: readonly NeededPermission[];
      readonly permissions: readonly string[];
      readonly isDelegated: boolean;
      readonly portal: PortalPages | undefined;
    }
  | { readonly kind: "permissionsMore"; readonly more: readonly string[]; readonly portal: PortalPages | undefined }
  | { readonly kind: "permissionsUnseen" }
  | { readonly kind: "credentialLasts"; readonly credential: "secret" | "certificate"; readonly endsAtMs: number }
  | {
      readonly kind: "credentialEnds";
      readonly credential: "secret" | "certificate";
      readonly endsAtMs: number;
      readonly daysLeft: number;
      readonly portal: PortalPages | undefined;
    }
  | { readonly kind: "credentialUnseen"; readonly portal: PortalPages | undefined }
  | { readonly kind: "credentialOther" }
  | { readonly kind: "usersRead"; readonly columns: number }
  | { readonly kind: "usersNone" }
  | { readonly kind: "choiceWorks"; readonly people: number | undefined }
  | { readonly kind: "choiceOfKeys"; readonly asked: number; readonly found: number }
  | { readonly kind: "choiceEmpty"; readonly setting: "filter" | "group" | "users-from" }
  | { readonly kind: "batchWorks"; readonly asked: number; readonly withPhoto: number }
  | ({ readonly kind: "batchFailsForSome"; readonly failed: number; readonly asked: number } & PhotoFailure)
  | ({ readonly kind: "batchFails"; readonly asked: number } & PhotoFailure)
  | { readonly kind: "photoRead"; readonly contentType: string; readonly bytes: number }
  | { readonly kind: "photoNone"; readonly asked: number }
  | ({ readonly kind: "photoFails" } & PhotoFailure)
  | { readonly kind: "policySeen"; readonly source: string }
  | { readonly kind: "policyUnseen" }
  /** Of the first page. */
  | { readonly kind: "mailboxesListed"; readonly mailboxes: number }
  | { readonly kind: "outOurs"; readonly out: string }
  | { readonly kind: "outUnused"; readonly out: string; readonly parent: string | undefined }
  | { readonly kind: "spaceEnough"; readonly path: string; readonly freeBytes: number; readonly publishedBytes: number }
  | { readonly kind: "spaceLow"; readonly path: string; readonly freeBytes: number; readonly neededBytes: number }
  | { readonly kind: "volumeLocal"; readonly fileSystem: string | undefined }
  | { readonly kind: "volumeShareForOut"; readonly fileSystem: string; readonly state: string }
  | {
      readonly kind: "volumeShareForState";
      readonly fileSystem: string;
      readonly state: string;
      readonly isNew: boolean;
    }
  | { readonly kind: "accessClosed"; readonly paths: number }
  | { readonly kind: "accessOpen"; readonly open: readonly OpenPath[] }
  | { readonly kind: "accessGranted"; readonly granted: readonly GrantedPath[] }
  | { readonly kind: "accessUnseen"; readonly paths: readonly string[] }
  | { readonly kind: "stateSound"; readonly version: number; readonly people: number }
  | { readonly kind: "stateOlder"; readonly version: number; readonly supported: number }
  | { readonly kind: "stateNone" }
  | { readonly kind: "lockFree" }
  | { readonly kind: "lockHeld"; readonly out: string };

export type FindingKind = Finding["kind"];

const statuses = {
  skipped: "skipped",
  timedOut: "failure",
  failed: "failure",
  settingsRight: "ok",
  settingsIdle: "warning",
  settingsWrong: "failure",
  clockRight: "ok",
  clockWrong: "warning",
  clockUnseen: "skipped",
  hostReached: "ok",
  hostUnreached: "failure",
  hostImpostor: "failure",
  signedIn: "ok",
  tokenSaysNothing: "ok",
  tokenOfOtherTenant: "failure",
  permissionsRight: "ok",
  permissionsMissing: "failure",
  permissionsMore: "warning",
  permissionsUnseen: "skipped",
  credentialLasts: "ok",
  credentialEnds: "warning",
  credentialUnseen: "skipped",
  credentialOther: "skipped",
  usersRead: "ok",
  usersNone: "warning",
  choiceWorks: "ok",
  choiceOfKeys: "ok",
  choiceEmpty: "warning",
  batchWorks: "ok",
  batchFailsForSome: "warning",
  batchFails: "failure",
  photoRead: "ok",
  photoNone: "skipped",
  photoFails: "failure",
  policySeen: "ok",
  policyUnseen: "skipped",
  mailboxesListed: "ok",
  outOurs: "ok",
  outUnused: "ok",
  spaceEnough: "ok",
  spaceLow: "warning",
  volumeLocal: "ok",
  volumeShareForOut: "ok",
  volumeShareForState: "warning",
  accessClosed: "ok",
  accessOpen: "warning",
  accessGranted: "warning",
  accessUnseen: "skipped",
  stateSound: "ok",
  stateOlder: "ok",
  stateNone: "ok",
  lockFree: "ok",
  lockHeld: "warning",
} as const satisfies Record<FindingKind, CheckStatus>;

/** How bad a finding is. */
export function statusOf(finding: Finding): CheckStatus {
  return statuses[finding.kind];
}

/** A check with what it found. */
export interface CheckResult {
  readonly check: CheckName;
  readonly finding: Finding;
}
