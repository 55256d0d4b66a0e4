import { explainError } from "../../src/cli/explain-error.ts";
import { namesWith } from "../../src/cli/explanation.ts";
import { noticeText } from "../../src/cli/notice-text.ts";
import { parseCommandLine } from "../../src/cli/parse.ts";
import {
  type ErrorCode,
  type ErrorFacts,
  ExophotosError,
  type GuardFinding,
  hasCode,
  type NetworkObstacle,
  type SignInReason,
} from "../../src/errors.ts";
import type { PassNotice } from "../../src/export/events.ts";

/** A sentence that the program can say, and the word that its log line has for it. */
export interface Said {
  readonly code: string;
  readonly sentence: string;
}

/** What the program can say of an error: a sentence at least for each code but `usageWrong`, each reason and obstacle. */
export function saidErrors(): readonly Said[] {
  const codes = Object.keys(examples) as ErrorCode[];
  return codes.flatMap((code) => examples[code].map((facts) => saidOf(new ExophotosError(code, facts))));
}

/** The same of command lines that make no sense. */
export async function saidOfCommandLines(): Promise<readonly Said[]> {
  return await Promise.all(
    wrongLines.map(async (words) => {
      const error = await parseCommandLine(words, { env: {}, cwd: ".", columns: 100 }).then(
        (line) => (line.kind === "help" ? line.wrong : undefined),
        (thrown: unknown) => thrown,
      );
      if (!hasCode(error, "usageWrong")) throw new Error(`${words.join(" ")} makes sense`);
      return saidOf(error);
    }),
  );
}

const wrongLines: readonly (readonly string[])[] = [
  ["exprot"],
  ["export", "--max-deletes", "3"],
  ["export", "--ack"],
  ["--quiet"],
  ["mim"],
  ["export", "--client-secret", "s"],
  ["export", "--out="],
  ["export", "--out", "a", "--out", "b"],
  ["verify", "a", "b"],
  ["export", "a"],
];

/** The same of what a pass says while it goes on. */
export function saidNotices(): readonly Said[] {
  return Object.values(notices)
    .flat()
    .map((notice) => ({ code: notice.notice, sentence: noticeText(notice) }));
}

function saidOf(error: ExophotosError): Said {
  return { code: error.code, sentence: explainError(error, namesWith(undefined)).what };
}

const path = "D:\\exophotos\\out\\a";
const out = "D:\\exophotos\\out";
const host = "graph.microsoft.com";
const application = "8b6e1c2a-5d0f-4f5e-9f6e-0c2b7a1d3e4f";

const obstacles: { readonly [K in NetworkObstacle["kind"]]: readonly Extract<NetworkObstacle, { kind: K }>[] } = {
  proxyAway: [{ kind: "proxyAway", proxy: "proxy:8080" }],
  proxyCredentials: [
    { kind: "proxyCredentials", proxy: "proxy:8080", given: false },
    { kind: "proxyCredentials", proxy: "proxy:8080", given: true },
  ],
  proxyScheme: [{ kind: "proxyScheme", proxy: "proxy:8080", schemes: ["Negotiate", "NTLM"] }],
  proxyRefusal: [
    { kind: "proxyRefusal", proxy: "proxy:8080", target: `${host}:443`, status: 403 },
    { kind: "proxyRefusal", proxy: "proxy:8080", target: `${host}:443`, status: 502 },
  ],
  untrusted: [{ kind: "untrusted", peer: host, issuer: "CN=Contoso" }],
  expired: [{ kind: "expired", peer: host, since: "2026-01-31T06:00:00Z" }],
  notYetValid: [{ kind: "notYetValid", peer: host, from: "2026-01-31T06:00:00Z" }],
  otherName: [{ kind: "otherName", peer: host, names: "proxy.contoso.com" }],
  oldTls: [{ kind: "oldTls", peer: host }],
  noTls: [{ kind: "noTls", peer: host }],
};
const allObstacles = Object.values(obstacles).flat();

/** Of these there are other words for a person's sign-in that was kept, and for one with a code. */
const ofPersons: readonly SignInReason[] = ["interactionRequired", "missingConsent", "conditionalAccess", "other"];
const signInReasons: Record<SignInReason, true> = {
  wrongSecret: true,
  expiredSecret: true,
  unknownApp: true,
  disabledApp: true,
  unknownTenant: true,
  otherCloud: true,
  wrongCertificate: true,
  assertionTime: true,
  wrongFederatedToken: true,
  expiredFederatedToken: true,
  identityUnknown: true,
  identityRefused: true,
  otherTenant: true,
  missingConsent: true,
  wrongResource: true,
  conditionalAccess: true,
  interactionRequired: true,
  declined: true,
  codeExpired: true,
  noPublicClient: true,
  tokenRefused: true,
  other: true,
};

function signInFailed(reason: SignInReason, user?: string, isPerson = user !== undefined): ErrorFacts["signInFailed"] {
  return {
    reason,
    tenantId: application,
    clientId: application,
    authority: "login.microsoftonline.com",
    aadsts: undefined,
    description: "…",
    delegated: isPerson ? { user, cache: "sign-in.json" } : undefined,
  };
}

const guards: { readonly [G in GuardFinding["guard"]]: Extract<GuardFinding, { guard: G }> } = {
  maxDelete: { guard: "maxDelete", removals: 1200, allowed: 400, rows: 4000 },
  nothingLeft: { guard: "nothingLeft", rows: 4000 },
  emptyListing: { guard: "emptyListing", rows: 4000 },
  columnEmptied: { guard: "columnEmptied", column: "employeeId", filled: 3900, rows: 4000 },
};

const examples: { readonly [C in ErrorCode]: readonly ErrorFacts[C][] } = {
  settingInvalid: [{ setting: "max-delete", origin: "--max-delete", problem: "must be a number of rows" }],
  usageWrong: [],
  outForeign: [
    { out, reason: "notADirectory" },
    { out, reason: "notOurs" },
  ],
  outEmpty: [{ out }],
  outOtherTenant: [{ out, tenantId: "one", wanted: "other" }],
  personUnknown: [{ person: "anna@contoso.com", out }],
  signInFailed: [
    ...(Object.keys(signInReasons) as SignInReason[]).map((reason) => signInFailed(reason)),
    ...ofPersons.flatMap((reason) => [signInFailed(reason, "anna@contoso.com"), signInFailed(reason, undefined, true)]),
  ],
  permissionMissing: [{ call: "list users", permissions: ["User.Read.All"], graphCode: undefined }],
  exchangeForbidden: [{ host: "outlook.office365.com", status: 401, message: "" }],
  exchangeUnusable: [{ host: "outlook.office365.com", status: 400, message: "" }],
  choiceRefused: [{ setting: "filter", status: 400, graphCode: undefined, message: "" }],
  guardStopped: Object.values(guards).map((finding) => ({
    finding,
    removalsFile: undefined,
    examples: [],
    accept: undefined,
  })),
  locked: [{ out }],
  unreachable: [
    { host, call: "list users", problem: "ENOTFOUND", tries: 6 },
    ...allObstacles.map((obstacle) => ({ host, call: "list users", problem: "…", tries: 1, obstacle })),
  ],
  outputFailed: [{ path, action: "write", errno: "ENOSPC" }],
  publishBlocked: [{ path, waitedMs: 300_000, errno: "EBUSY" }],
  peopleUnwritable: [{ path, people: [1, 2].map((n) => ({ objectId: `${n}`, userPrincipalName: "", problem: "…" })) }],
  pictureUnusable: [
    { path, rendition: undefined, problem: "it has no bytes" },
    { path, rendition: "badge", problem: "it does not fit" },
  ],
  copiesFailed: [{ manifest: path, copies: [{ path, errno: "EACCES" }] }],
  linksFailed: [{ files: 2, examples: ["EEXIST", "ESTALE"].map((errno) => ({ path, errno })) }],
  reportFailed: [{ report: path, errno: "EACCES" }],
  stateDamaged: [{ path, problem: "it is no database" }],
  stateNewer: [{ path, version: 9, supported: 3 }],
  stateOtherTenant: [{ path, tenantId: "one", wanted: "other" }],
  listWrong: [{ path, mistakes: [{ line: 2, problem: "…" }] }],
  pushStopped: (["send", "replace", "remove"] as const).map((change) => ({
    change,
    changes: 30,
    allowed: 20,
    named: 100,
    examples: [],
    accept: 30,
  })),
  photosForbidden: [
    { source: "onPremises", graphCode: undefined, message: "" },
    { source: undefined, graphCode: undefined, message: "" },
  ],
  manifestDamaged: [{ path, problem: "it is not JSON" }],
  directoryUnreachable: [
    { host: "dc1.contoso.com", problem: "ECONNREFUSED", tries: 3, obstacle: undefined },
    ...[...obstacles.untrusted, ...obstacles.otherName, ...obstacles.oldTls, ...obstacles.noTls].map((obstacle) => ({
      host: "dc1.contoso.com",
      problem: "…",
      tries: 1,
      obstacle,
    })),
  ],
  directorySignIn: (
    ["wrongCredentials", "expiredPassword", "disabledAccount", "lockedAccount", "notAllowedNow", "other"] as const
  ).map((reason) => ({ host: "dc1.contoso.com", user: "svc", reason, code: 49, message: "" })),
  directoryRefused: [{ host: "dc1.contoso.com", call: "list the people", code: 50, message: "" }],
  changesStopped: [{ changes: 120, counted: "overwritten", allowed: 20, lookedAt: 150, examples: [] }],
  undoDamaged: [{ path, problem: "it has no end" }],
  historyGone: [{ since: "12", oldestSequence: 40 }],
  interrupted: [{}, { during: "login" }, { during: "push" }, { during: "directory" }],
};

const notices: { readonly [N in PassNotice["notice"]]: readonly Extract<PassNotice, { notice: N }>[] } = {
  certificateEnds: [{ notice: "certificateEnds", endsAt: "2030-01-31T12:00:00.000Z", days: 7 }],
  listingRestarted: [{ notice: "listingRestarted", reason: "a page token expired" }],
  checksumChanged: [{ notice: "checksumChanged", from: "md5", to: "sha256", rows: 200 }],
  renditionsChanged: [
    { notice: "renditionsChanged", made: ["thumbnail"], dropped: [], rows: 200 },
    { notice: "renditionsChanged", made: [], dropped: ["badge"], rows: 200 },
  ],
  repairedAfterCrash: [{ notice: "repairedAfterCrash", files: 2 }],
  manifestNotOurs: [{ notice: "manifestNotOurs", path }],
  historyMissing: [{ notice: "historyMissing", path, lastSequence: 9 }],
  publishUndone: [{ notice: "publishUndone", firstSequence: 3, lastSequence: 9 }],
  publishCompleted: [{ notice: "publishCompleted", sequence: 9 }],
  historyRestarted: [{ notice: "historyRestarted", history: "h", adopted: 1000 }],
  renameWaits: [{ notice: "renameWaits", path, waitedMs: 4000 }],
  unlistedKept: [{ notice: "unlistedKept", people: 2 }],
  diskRefused: (["publish", "sweep", "log", "summary"] as const).map((doing) => ({
    notice: "diskRefused",
    doing,
    path,
    errno: "EIO",
  })),
  exchangeUnheard: [
    {
      notice: "exchangeUnheard",
      error: new ExophotosError("exchangeForbidden", { host, status: 403, message: "" }),
    },
  ],
  exchangeContradicted: [{ notice: "exchangeContradicted", people: 2, withoutPicture: 1200 }],
  linkCollisions: [
    { notice: "linkCollisions", folder: "by-mail", names: 2, examples: [{ name: "a.jpg", people: ["a", "b"] }] },
  ],
  deadlineReached: [{ notice: "deadlineReached", remaining: 1200 }],
  interrupted: [{ notice: "interrupted", graceMs: 10_000 }],
};
