import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { toHttpFailure } from "../../src/platform/http-failure.ts";
import type { HttpFailureKind } from "../../src/platform/http-types.ts";

describe("the kind of a failed call", () => {
  const kinds: readonly (readonly [string, HttpFailureKind])[] = [
    ["ENOTFOUND", "dns"],
    ["EAI_AGAIN", "dns"],
    ["ECONNREFUSED", "refused"],
    ["EHOSTUNREACH", "refused"],
    ["ETIMEDOUT", "timeout"],
    ["UND_ERR_CONNECT_TIMEOUT", "timeout"],
    ["ECONNRESET", "reset"],
    ["EPIPE", "reset"],
    ["UND_ERR_SOCKET", "reset"],
    ["UND_ERR_RES_CONTENT_LENGTH_MISMATCH", "truncated"],
    ["HPE_INVALID_EOF_STATE", "truncated"],
    ["CERT_HAS_EXPIRED", "tls"],
    ["SELF_SIGNED_CERT_IN_CHAIN", "tls"],
    ["DEPTH_ZERO_SELF_SIGNED_CERT", "tls"],
    ["UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "tls"],
    ["ERR_TLS_CERT_ALTNAME_INVALID", "tls"],
    ["ERR_SSL_WRONG_VERSION_NUMBER", "tls"],
    ["EPROTO", "tls"],
    ["HPE_INVALID_HEADER_TOKEN", "other"],
  ];

  for (const [code, kind] of kinds) {
    it(`is ${kind} for ${code}, and its message names the code`, () => {
      const cause = Object.assign(new Error("the cause"), { code });
      const failure = toHttpFailure(cause, { host: "graph.example:443", answerBegan: false });
      assert.equal(failure.kind, kind);
      assert.equal(failure.host, "graph.example:443");
      assert.equal(failure.cause, cause);
      assert.ok(failure.message.includes(code));
    });
  }

  it("is truncated when the connection closes after the status", () => {
    const cause = Object.assign(new Error("other side closed"), { code: "UND_ERR_SOCKET" });
    assert.equal(toHttpFailure(cause, { host: "graph.example", answerBegan: true }).kind, "truncated");
  });
});
