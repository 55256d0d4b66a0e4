import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { explainTokenError, isTransient } from "../../src/entra/explain-aadsts.ts";
import type { SignInReason } from "../../src/errors.ts";

describe("Entra's refusal explained", () => {
  const reasons: Readonly<Partial<Record<SignInReason, readonly number[]>>> = {
    wrongSecret: [7000215, 70002, 7000218],
    expiredSecret: [7000222],
    unknownApp: [700016],
    disabledApp: [7000112, 70001],
    wrongCertificate: [700027, 50012],
    assertionTime: [700024],
    unknownTenant: [90002, 9001023],
    otherCloud: [90038],
    wrongResource: [500011, 650057, 70011, 28002],
    missingConsent: [65001, 90094],
    conditionalAccess: [53003, 530032, 53000],
    interactionRequired: [50076, 50079, 50074, 50078, 70008, 700082, 50173, 70043, 700084],
    other: [50057, 50034, 50055, 50196, 999999],
  };
  for (const [reason, numbers] of Object.entries(reasons)) {
    for (const aadsts of numbers) {
      it(`is ${reason} for AADSTS${aadsts}`, () => {
        const error = { error: "invalid_request", error_codes: [aadsts] };
        assert.equal(explainTokenError(error).reason, reason);
        assert.equal(isTransient(error), false);
      });
    }
  }

  const fallbacks: readonly (readonly [string, SignInReason])[] = [
    ["interaction_required", "interactionRequired"],
    ["consent_required", "missingConsent"],
    ["invalid_scope", "wrongResource"],
    ["invalid_resource", "wrongResource"],
    ["invalid_client", "other"],
    ["something_new", "other"],
  ];
  for (const [error, reason] of fallbacks) {
    it(`is ${reason} for «${error}» with an unknown number or none`, () => {
      assert.equal(explainTokenError({ error }).reason, reason);
      assert.equal(explainTokenError({ error, error_codes: [1234567] }).reason, reason);
    });
  }

  it("finds the number in the words when the list of codes is missing", () => {
    const error = {
      error: "invalid_client",
      error_description: "AADSTS7000222: The provided client secret keys expired.",
    };
    const explanation = explainTokenError(error);
    assert.equal(explanation.aadsts, 7000222);
    assert.equal(explanation.reason, "expiredSecret");
  });

  it("keeps the first line and drops trace ids, on the same line or below", () => {
    const words = "AADSTS90002: Tenant 'x' not found.";
    for (const tail of [" Trace ID: a Correlation ID: b Timestamp: c", "\r\nTrace ID: a\r\nTimestamp: c", ""]) {
      const explanation = explainTokenError({ error: "invalid_request", error_description: words + tail });
      assert.equal(explanation.description, words);
      assert.equal(explanation.trace.id, tail === "" ? undefined : "a");
    }
    const document = { error: "invalid_request", trace_id: "t-1", timestamp: "2026-01-02 03:04:05Z" };
    assert.deepEqual(explainTokenError(document).trace, { id: "t-1", time: "2026-01-02 03:04:05Z" });
    assert.equal(explainTokenError({ error: "invalid_request" }).description, "invalid_request");
  });

  it("knows what may pass", () => {
    for (const aadsts of [90055, 90033, 90024, 50033]) {
      assert.ok(isTransient({ error: "invalid_request", error_codes: [aadsts] }), String(aadsts));
    }
    assert.ok(isTransient({ error: "temporarily_unavailable" }));
  });
});
