import * as z from "zod";
import type { SignInReason, SignInTrace } from "../errors.ts";

/**
 * The token endpoint's error document.
 * Source: MicrosoftDocs/entra-docs, identity-platform/reference-error-codes.md.
 */
export const tokenErrorSchema = z.object({
  error: z.string(),
  error_description: z.string().optional(),
  error_codes: z.array(z.number()).optional(),
  trace_id: z.string().optional(),
  timestamp: z.string().optional(),
});

export type TokenError = z.infer<typeof tokenErrorSchema>;

/** What a refused sign-in means. */
export interface TokenErrorExplanation {
  readonly reason: SignInReason;
  readonly aadsts: number | undefined;
  /** Entra's own words, without its trace ids. */
  readonly description: string;
  /** What Microsoft finds the refusal by, as far as Entra said it. */
  readonly trace: SignInTrace;
}

/** What the AADSTS numbers mean that are known. */
export const reasonsByAadsts: ReadonlyMap<number, SignInReason> = new Map<number, SignInReason>([
  [7000215, "wrongSecret"],
  [70002, "wrongSecret"],
  [7000218, "wrongSecret"],
  [7000222, "expiredSecret"],
  [700016, "unknownApp"],
  [7000112, "disabledApp"],
  [70001, "disabledApp"],
  [700027, "wrongCertificate"],
  [50012, "wrongCertificate"],
  [700024, "assertionTime"],
  [70021, "wrongFederatedToken"],
  [700211, "wrongFederatedToken"],
  [700212, "wrongFederatedToken"],
  [700213, "wrongFederatedToken"],
  [7002131, "wrongFederatedToken"],
  [90002, "unknownTenant"],
  [9001023, "unknownTenant"],
  [90038, "otherCloud"],
  [500011, "wrongResource"],
  [650057, "wrongResource"],
  [70011, "wrongResource"],
  [28002, "wrongResource"],
  [65001, "missingConsent"],
  [90094, "missingConsent"],
  [53003, "conditionalAccess"],
  [530032, "conditionalAccess"],
  [53000, "conditionalAccess"],
  [50076, "interactionRequired"],
  [50079, "interactionRequired"],
  [50074, "interactionRequired"],
  [50078, "interactionRequired"],
  [70008, "interactionRequired"],
  [700082, "interactionRequired"],
  [50173, "interactionRequired"],
  [70043, "interactionRequired"],
  [700084, "interactionRequired"],
]);

/** A throttled tenant, a directory that is not available, «transient». */
export const transientAadsts: ReadonlySet<number> = new Set([90055, 90033, 90024, 50033]);

/**
 * Whether the same request may succeed in a while.
 * Source: MicrosoftDocs/entra-docs, identity-platform/reference-error-codes.md.
 */
export function isTransient(error: TokenError): boolean {
  const aadsts = aadstsOf(error);
  return error.error === "temporarily_unavailable" || (aadsts !== undefined && transientAadsts.has(aadsts));
}

/**
 * Why the token endpoint refused. The OAuth `error` decides what is certain; the AADSTS number, which Microsoft may change,
 * only makes it more precise where it is known.
 * Source: MicrosoftDocs/entra-docs, identity-platform/reference-error-codes.md.
 */
export function explainTokenError(error: TokenError): TokenErrorExplanation {
  const aadsts = aadstsOf(error);
  const known = aadsts === undefined ? undefined : reasonsByAadsts.get(aadsts);
  return { reason: known ?? reasonOf(error.error), aadsts, description: firstSentences(error), trace: traceOf(error) };
}

function reasonOf(oauthError: string): SignInReason {
  switch (oauthError) {
    case "interaction_required":
    case "login_required":
      return "interactionRequired";
    case "consent_required":
      return "missingConsent";
    case "invalid_scope":
    case "invalid_resource":
    case "invalid_target":
      return "wrongResource";
    default:
      return "other";
  }
}

function aadstsOf(error: TokenError): number | undefined {
  const inText = /\bAADSTS(\d{4,8})\b/.exec(error.error_description ?? "")?.[1];
  return error.error_codes?.[0] ?? (inText === undefined ? undefined : Number(inText));
}

/** From the document's own fields; older answers have them in the description only. */
function traceOf({ trace_id: traceId, timestamp, error_description: words = "" }: TokenError): SignInTrace {
  return {
    id: traceId ?? /\bTrace ID:\s*([\w-]+)/.exec(words)?.[1],
    time: timestamp ?? /\bTimestamp:\s*([\d-]+ [\d:]+Z?)/.exec(words)?.[1],
  };
}

const descriptionMaxLength = 500;

/** Entra appends «Trace ID: … Correlation ID: … Timestamp: …», on lines of their own or on the same one. */
function firstSentences(error: TokenError): string {
  const [firstLine = ""] = (error.error_description ?? "").trim().split(/[\r\n]/, 1);
  const [words = ""] = firstLine.split(/\s+(?:Trace ID|Correlation ID|Timestamp):/, 1);
  return (words === "" ? error.error : words).slice(0, descriptionMaxLength);
}
