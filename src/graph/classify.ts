import type {
  FailureReason,
  LeftOutcome,
  NoMailboxOutcome,
  NoMailboxReason,
  NoneOutcome,
  NoneReason,
} from "../tenant/outcome.ts";
import { type GraphAnswer, isWebPage } from "./answer.ts";
import type { GraphError } from "./error-body.ts";

/** What an answer other than 200 means for the person whose photo was asked about. */
export type Verdict =
  | NoneOutcome
  | LeftOutcome
  | NoMailboxOutcome
  /** Asking again can help. */
  | { readonly kind: "again"; readonly reason: FailureReason }
  /** Asking again cannot help. */
  | { readonly kind: "giveUp"; readonly reason: FailureReason }
  /** The token was refused: a new one can help. */
  | { readonly kind: "renewToken" };

interface Rule {
  /** Undefined: whatever the status, because no source states it. */
  readonly status?: number;
  /** Graph's code, or the name of a .NET exception that the message mentions. */
  readonly code: string | RegExp;
  readonly verdict: Verdict;
}

const none = (reason: NoneReason): Verdict => ({ kind: "none", reason });
const noMailbox = (reason: NoMailboxReason): Verdict => ({ kind: "noMailbox", reason });
const again = (reason: FailureReason): Verdict => ({ kind: "again", reason });
const giveUp = (reason: FailureReason): Verdict => ({ kind: "giveUp", reason });

/**
 * What Graph's error codes say; the first that fits holds. Only a 404 can mean that there is no photo. Codes and their
 * sources: the reports of msgraph-sdk-dotnet (612, 688, 851, 1073), microsoft-graph-docs (2248, 5143, 5145, 8877,
 * 12219, 15688), microsoft-graph-docs-contrib (405, 6519), GDC overview/release_notes.md.
 */
const rules: readonly Rule[] = [
  { status: 404, code: "Request_ResourceNotFound", verdict: { kind: "left" } },
  { code: "ErrorUserResolutionFailedUserDoesNotExist", verdict: noMailbox("notProvisioned") },
  { status: 404, code: /ImageNotFoundException/, verdict: none("imageNotFound") },
  { status: 404, code: /ProfileNotFoundException/, verdict: none("profileNotFound") },
  { status: 404, code: "ImageNotFound", verdict: none("imageNotFound") },
  { status: 404, code: "ErrorEntityNotFound", verdict: none("imageNotFound") },
  { status: 404, code: "ErrorItemNotFound", verdict: none("itemNotFound") },
  { status: 404, code: "GetUserPhoto", verdict: none("itemNotFound") },
  { status: 404, code: "ConsumerPhotoIsNotSupported", verdict: none("notSupported") },
  { status: 404, code: "ResourceNotFound", verdict: noMailbox("notProvisioned") },
  { status: 400, code: "AuthenticationError", verdict: noMailbox("noExchange") },
  { code: "ErrorNonExistentMailbox", verdict: noMailbox("notProvisioned") },
  { code: /ProfileNotFoundException/, verdict: noMailbox("notProvisioned") },
  { code: "MailboxNotHostedInExchangeOnline", verdict: noMailbox("onPremises") },
  { code: /REST API is not yet supported for this mailbox/, verdict: noMailbox("onPremises") },
  { code: "MailboxNotEnabledForRESTAPI", verdict: noMailbox("inactive") },
  { code: "OrganizationFromTenantGuidNotFound", verdict: noMailbox("noExchange") },
  { code: "ErrorAccessDenied", verdict: giveUp("forbidden") },
  { code: "ErrorInsufficientPermissionsInAccessToken", verdict: giveUp("forbidden") },
  { code: "ErrorStoreInternalServerError", verdict: again("serviceError") },
];

/** What a status says where the code says nothing. 424 stands for a batch whose parts were throttled (GDC throttling.md). */
const statuses: Readonly<Record<number, Verdict>> = {
  401: { kind: "renewToken" },
  403: giveUp("forbidden"),
  424: again("throttled"),
  429: again("throttled"),
  500: again("serviceError"),
  502: again("serviceError"),
  503: again("serviceError"),
  504: again("serviceError"),
};

/** Sorts an answer of the photo endpoints whose status is not 200; `error` is what its body says. */
export function classify(answer: GraphAnswer, error: GraphError): Verdict {
  const byStatus = statuses[answer.status];
  if (answer.status === 401 || answer.status === 429) return byStatus ?? again("throttled");
  if (byStatus?.kind !== "again" && isWebPage(answer)) return again("invalidAnswer");
  const rule = rules.find((candidate) => fits(candidate, answer.status, error));
  if (rule !== undefined) return rule.verdict;
  if (byStatus !== undefined) return byStatus;
  if (answer.status === 404) return none(error.code === undefined ? "emptyAnswer" : "itemNotFound");
  if (answer.status >= 200 && answer.status < 300) return again("invalidAnswer");
  return giveUp(answer.status >= 500 ? "serviceError" : "unexpected");
}

function fits(rule: Rule, status: number, error: GraphError): boolean {
  if (rule.status !== undefined && rule.status !== status) return false;
  if (rule.code instanceof RegExp) return rule.code.test(error.message) || rule.code.test(error.code ?? "");
  return rule.code === error.code;
}

/** Whether asking again can help a call that was answered so as a whole, and what it then counts as. */
export function repeatableReason(answer: GraphAnswer): FailureReason | undefined {
  const verdict = statuses[answer.status];
  if (verdict?.kind === "again") return verdict.reason;
  if (isWebPage(answer)) return "invalidAnswer";
  return answer.status > 200 && answer.status < 300 ? "invalidAnswer" : undefined;
}
