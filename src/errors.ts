/**
 * Every way in which a verb can end badly, as data: a code, the facts that belong to it, and the cause.
 * `src/cli/explain-error.ts` is the one place that turns them into sentences, `src/cli/exit-codes.ts` into numbers.
 */

/**
 * Why Entra refused to sign in; `src/entra` maps AADSTS numbers to these. `identityUnknown` and `identityRefused` are the
 * machine's own endpoint of managed identities, `otherTenant` is a managed identity of another tenant.
 */
export type SignInReason =
  | "wrongSecret"
  | "expiredSecret"
  | "unknownApp"
  | "disabledApp"
  | "unknownTenant"
  | "otherCloud"
  | "wrongCertificate"
  | "assertionTime"
  | "wrongFederatedToken"
  | "expiredFederatedToken"
  | "identityUnknown"
  | "identityRefused"
  | "otherTenant"
  | "missingConsent"
  | "wrongResource"
  | "conditionalAccess"
  | "interactionRequired"
  | "declined"
  | "codeExpired"
  | "noPublicClient"
  | "tokenRefused"
  | "other";

/** What a guard saw when it stopped a publish. */
export type GuardFinding =
  | { readonly guard: "maxDelete"; readonly removals: number; readonly allowed: number; readonly rows: number }
  | { readonly guard: "nothingLeft"; readonly rows: number }
  | { readonly guard: "emptyListing"; readonly rows: number }
  | { readonly guard: "columnEmptied"; readonly column: string; readonly filled: number; readonly rows: number };

/** The id and the time (UTC, as Entra writes it) under which Microsoft finds a refused sign-in. */
export interface SignInTrace {
  readonly id: string | undefined;
  readonly time: string | undefined;
}

/** What stands between this machine and a host. `peer` and `proxy` are hosts, with a port where it is not the usual one. */
export type NetworkObstacle =
  | { readonly kind: "proxyAway"; readonly proxy: string }
  /** 407; `given`: credentials were sent, and are the wrong ones. */
  | { readonly kind: "proxyCredentials"; readonly proxy: string; readonly given: boolean }
  /** 407, and the proxy takes none of the ways to sign in that we know. */
  | { readonly kind: "proxyScheme"; readonly proxy: string; readonly schemes: readonly string[] }
  /** Any other answer to CONNECT than a tunnel; `target` is host and port. */
  | { readonly kind: "proxyRefusal"; readonly proxy: string; readonly target: string; readonly status: number }
  | { readonly kind: "untrusted"; readonly peer: string; readonly issuer: string | undefined }
  /** `since` and `from` are ISO 8601 times. */
  | { readonly kind: "expired"; readonly peer: string; readonly since: string | undefined }
  | { readonly kind: "notYetValid"; readonly peer: string; readonly from: string | undefined }
  | { readonly kind: "otherName"; readonly peer: string; readonly names: string | undefined }
  /** Nothing from TLS 1.2 on. */
  | { readonly kind: "oldTls"; readonly peer: string }
  | { readonly kind: "noTls"; readonly peer: string };

/** The facts of each error code. Paths are as the operator gave them; no fact ever holds a secret or a token. */
export interface ErrorFacts {
  /** A setting is missing, malformed or contradicts another. `problem` is a clause: «is not a GUID». */
  readonly settingInvalid: {
    /** The flag's name without dashes. */
    readonly setting: string;
    /** Where the value came from, in words; undefined where it was taken from settings that are read already. */
    readonly origin: string | undefined;
    readonly problem: string;
  };
  /** The command line itself is wrong. */
  readonly usageWrong: { readonly problem: string };
  /** `--out` is a file, or a non-empty folder without our marker. */
  readonly outForeign: { readonly out: string; readonly reason: "notADirectory" | "notOurs" };
  /** The directory has never been exported to. */
  readonly outEmpty: { readonly out: string };
  /** `--out` holds another tenant's export. */
  readonly outOtherTenant: { readonly out: string; readonly tenantId: string; readonly wanted: string };
  /** A person asked for by id or UPN is not known. */
  readonly personUnknown: { readonly person: string; readonly out: string };
  /** Entra answered, and refused. `description` is Entra's own first line. */
  readonly signInFailed: {
    readonly reason: SignInReason;
    readonly tenantId: string;
    readonly clientId: string;
    readonly authority: string;
    readonly aadsts: number | undefined;
    readonly description: string;
    /** Undefined where it was not the token endpoint that refused. */
    readonly trace?: SignInTrace | undefined;
    /** A person's sign-in, kept in the file `cache`; `user` is known once they have signed in. Undefined for the app's own. */
    readonly delegated?: { readonly user: string | undefined; readonly cache: string } | undefined;
  };
  /** Graph answered 403 to everything of a kind. `permissions` are the ones that would do, least first. */
  readonly permissionMissing: {
    readonly call: string;
    readonly permissions: readonly string[];
    readonly graphCode: string | undefined;
  };
  /** Exchange does not let the application list mailboxes. `status` is undefined where Entra gave no token for it. */
  readonly exchangeForbidden: {
    readonly host: string;
    readonly status: number | undefined;
    /** Exchange's or Entra's own words; may be empty. */
    readonly message: string;
  };
  /** Exchange answers in a way that this program cannot use. `status` is undefined where `message` is our own clause. */
  readonly exchangeUnusable: {
    readonly host: string;
    readonly status: number | undefined;
    /** Exchange's own words, or a clause: «it lists no mailbox at all». */
    readonly message: string;
  };
  /** Graph refused the listing's query itself (400, 404): the filter or the group is wrong. */
  readonly choiceRefused: {
    readonly setting: string;
    readonly status: number;
    readonly graphCode: string | undefined;
    readonly message: string;
  };
  /** A guard stopped before publishing. `removalsFile` lists who would go; `accept` is the flag that accepts it once. */
  readonly guardStopped: {
    readonly finding: GuardFinding;
    readonly removalsFile: string | undefined;
    readonly examples: readonly string[];
    readonly accept: string | undefined;
  };
  /** Another pass holds the directory. */
  readonly locked: { readonly out: string };
  /** No usable answer after all tries. `problem` is a clause about the last try. */
  readonly unreachable: {
    readonly host: string;
    readonly call: string;
    readonly problem: string;
    readonly tries: number;
    /** Where it is known. */
    readonly obstacle?: NetworkObstacle | undefined;
  };
  /** A file or folder of the output or state could not be read, written or replaced. */
  readonly outputFailed: { readonly path: string; readonly action: string; readonly errno: string };
  /** A reader kept a file open for longer than we wait; the publish stays prepared. */
  readonly publishBlocked: { readonly path: string; readonly waitedMs: number; readonly errno: string };
  /** A file for an agent cannot hold all that it must; nothing is written. `problem` is a clause. */
  readonly peopleUnwritable: {
    readonly path: string;
    readonly people: readonly {
      readonly objectId: string;
      readonly userPrincipalName: string;
      readonly problem: string;
    }[];
  };
  /** Nothing can be made of a picture that the operator named. `problem` is a clause. */
  readonly pictureUnusable: {
    readonly path: string;
    /** Undefined where it is the picture itself. */
    readonly rendition: string | undefined;
    readonly problem: string;
  };
  /** Copies of manifest.csv could not be placed after it was published. */
  readonly copiesFailed: {
    readonly manifest: string;
    readonly copies: readonly { readonly path: string; readonly errno: string }[];
  };
  /** Files of the by-name folders could not be placed or removed after the manifest was published. */
  readonly linksFailed: {
    readonly files: number;
    /** `EEXIST`: something is there that this program did not make; `ESTALE`: it is not the folder on record. */
    readonly examples: readonly { readonly path: string; readonly errno: string }[];
  };
  /** The report could not be written after a pass, which stays as it ended. */
  readonly reportFailed: { readonly report: string; readonly errno: string };
  /** A state database cannot be used; an export's unless `of` says whose. */
  readonly stateDamaged: { readonly path: string; readonly problem: string; readonly of?: "push" | undefined };
  /** It was written by a newer version. */
  readonly stateNewer: {
    readonly path: string;
    readonly version: number;
    readonly supported: number;
    readonly of?: "push" | undefined;
  };
  /** The state of `push` is about another tenant. */
  readonly stateOtherTenant: { readonly path: string; readonly tenantId: string; readonly wanted: string };
  /** A list of people and files, or a folder of files named by people, has mistakes. `line` is undefined for a folder. */
  readonly listWrong: {
    readonly path: string;
    readonly mistakes: readonly { readonly line: number | undefined; readonly problem: string }[];
  };
  /** More people's photos would be changed in the tenant than may be; nothing was. `named` is how many are named in all. */
  readonly pushStopped: {
    /** `replace`: sent to somebody who has another photo. */
    readonly change: "send" | "replace" | "remove";
    readonly changes: number;
    readonly allowed: number;
    readonly named: number;
    readonly examples: readonly string[];
    /** The number that accepts all of it. */
    readonly accept: number;
  };
  /** Nobody's photo may be set. `source` is the tenant's policy where it is known. */
  readonly photosForbidden: {
    readonly source: "onPremises" | undefined;
    readonly graphCode: string | undefined;
    readonly message: string;
  };
  /** manifest.csv, manifest.json or a history segment does not hold what it must. */
  readonly manifestDamaged: { readonly path: string; readonly problem: string };
  /** A directory server gave no answer. `problem` is a clause about the last try. */
  readonly directoryUnreachable: {
    readonly host: string;
    readonly problem: string;
    readonly tries: number;
    readonly obstacle: NetworkObstacle | undefined;
  };
  /** A directory server refused the sign-in; `code` is LDAP's result code, `message` the server's own words. */
  readonly directorySignIn: {
    readonly host: string;
    readonly user: string;
    readonly reason:
      | "wrongCredentials"
      | "expiredPassword"
      | "disabledAccount"
      | "lockedAccount"
      | "notAllowedNow"
      | "other";
    readonly code: number;
    readonly message: string;
  };
  /** A directory server refused a question; `call` is what it was asked to do. */
  readonly directoryRefused: {
    readonly host: string;
    readonly call: string;
    readonly code: number;
    readonly message: string;
  };
  /** More would be changed in a directory than may be; `counted`: only what is there already, or every change. */
  readonly changesStopped: {
    readonly changes: number;
    readonly counted: "overwritten" | "all";
    readonly allowed: number;
    readonly lookedAt: number;
    readonly examples: readonly string[];
  };
  /** A file to be played back is no complete undo file. `problem` is a clause. */
  readonly undoDamaged: { readonly path: string; readonly problem: string };
  /** Changes asked for reach back further than the history that is kept; `consumer` where one asked by its name. */
  readonly historyGone: {
    readonly since: string;
    readonly oldestSequence: number;
    readonly consumer?: string | undefined;
    /** The verb that writes the full file which is due, where it is not manifest.csv itself. */
    readonly fullBy?: "mim file" | undefined;
  };
  /** Ctrl-C or a termination signal. */
  readonly interrupted: {
    /** Undefined for a pass. */
    readonly during?: "login" | "push" | "directory" | "reading" | undefined;
  };
}

export type ErrorCode = keyof ErrorFacts;

/** An error with a known code. Anything else that is thrown is a defect of ours (exit 1). */
export class ExophotosError<C extends ErrorCode = ErrorCode> extends Error {
  readonly code: C;
  readonly facts: ErrorFacts[C];

  constructor(code: C, facts: ErrorFacts[C], cause?: unknown) {
    super(`${code} ${JSON.stringify(facts)}`, cause === undefined ? undefined : { cause });
    this.name = "ExophotosError";
    this.code = code;
    this.facts = facts;
  }
}

/** Whether an error is ours and carries this code. */
export function hasCode<C extends ErrorCode>(error: unknown, code: C): error is ExophotosError<C> {
  return error instanceof ExophotosError && error.code === code;
}

/** The `code` of a Node system error (ENOENT, ENOSPC, …), or «unknown». */
export function errnoOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "unknown";
}
