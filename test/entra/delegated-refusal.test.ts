import assert from "node:assert/strict";
import { test } from "node:test";
import { refusalReason } from "../../src/entra/delegated-refusal.ts";
import { explainTokenError } from "../../src/entra/explain-aadsts.ts";
import type { SignInReason } from "../../src/errors.ts";

const cases: readonly (readonly [oauthError: string, aadsts: number | undefined, SignInReason])[] = [
  ["authorization_declined", 65004, "declined"],
  ["access_denied", undefined, "declined"],
  ["access_denied", 53003, "conditionalAccess"],
  ["expired_token", undefined, "codeExpired"],
  ["invalid_grant", 70019, "codeExpired"],
  ["expired_token", 70020, "codeExpired"],
  ["invalid_client", 7000218, "noPublicClient"],
  ["invalid_client", 70002, "noPublicClient"],
  ["unauthorized_client", undefined, "noPublicClient"],
  ["unauthorized_client", 700016, "unknownApp"],
  ["invalid_grant", 700082, "interactionRequired"],
  ["invalid_grant", 50173, "interactionRequired"],
  ["invalid_grant", 70043, "interactionRequired"],
  ["invalid_grant", 70000, "interactionRequired"],
  ["interaction_required", 50076, "interactionRequired"],
  ["invalid_grant", 65001, "missingConsent"],
  ["invalid_request", undefined, "other"],
];

for (const [error, aadsts, reason] of cases) {
  test(`A person's sign-in that is refused with ${error} ${aadsts ?? "alone"} is ${reason}`, () => {
    const explained = explainTokenError({ error, ...(aadsts === undefined ? {} : { error_codes: [aadsts] }) });
    assert.equal(refusalReason(error, explained), reason);
  });
}
