import type { SignInReason } from "../errors.ts";
import type { TokenErrorExplanation } from "./explain-aadsts.ts";

const expiredCodeAadsts: ReadonlySet<number> = new Set([70019, 70020]);

/**
 * Why a person's sign-in was refused, from the OAuth `error` and what the number says. An application without a
 * credential that is told of a wrong one is not registered as a public client; a refresh token that is no good, for a
 * reason that is not known, wants a person again.
 * Source: MicrosoftDocs/entra-docs, identity-platform/v2-oauth2-device-code.md and reference-error-codes.md.
 */
export function refusalReason(
  oauthError: string,
  { reason, aadsts }: Pick<TokenErrorExplanation, "reason" | "aadsts">,
): SignInReason {
  if (aadsts !== undefined && expiredCodeAadsts.has(aadsts)) return "codeExpired";
  switch (reason) {
    case "wrongSecret":
      return "noPublicClient";
    case "other":
      return reasonOf(oauthError);
    default:
      return reason;
  }
}

function reasonOf(oauthError: string): SignInReason {
  switch (oauthError) {
    case "authorization_declined":
    case "access_denied":
      return "declined";
    case "expired_token":
    case "code_expired":
      return "codeExpired";
    case "invalid_grant":
      return "interactionRequired";
    case "unauthorized_client":
      return "noPublicClient";
    default:
      return "other";
  }
}
