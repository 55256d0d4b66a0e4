import { randomUUID } from "node:crypto";

/** How an assertion is signed; all with RSA and SHA-256. */
export type AssertionAlgorithm = "PS256" | "RS256";

export interface AssertionStatement {
  readonly algorithm: AssertionAlgorithm;
  /** Of the certificate in DER: SHA-256 goes with PS256, SHA-1 with RS256. */
  readonly thumbprint: Uint8Array;
  readonly clientId: string;
  readonly tokenEndpoint: URL;
  readonly nowMs: number;
}

const lifetimeSeconds = 600;

/**
 * What is to be signed of a client assertion: header and claims of a JWT. The same that MSAL sends for a certificate
 * whose key it has.
 * Source: learn.microsoft.com, Entra certificate-credentials (alg, x5t#S256, x5t, aud, iss, sub, jti, nbf, exp).
 */
export function assertionToSign({ algorithm, thumbprint, clientId, tokenEndpoint, nowMs }: AssertionStatement): string {
  const nowSeconds = Math.floor(nowMs / 1000);
  const header = {
    alg: algorithm,
    typ: "JWT",
    [algorithm === "PS256" ? "x5t#S256" : "x5t"]: Buffer.from(thumbprint).toString("base64url"),
  };
  const claims = {
    aud: tokenEndpoint.href,
    iss: clientId,
    sub: clientId,
    jti: randomUUID(),
    nbf: nowSeconds,
    exp: nowSeconds + lifetimeSeconds,
  };
  return `${encode(header)}.${encode(claims)}`;
}

/** The whole assertion. */
export function signedAssertion(toSign: string, signature: Uint8Array): string {
  return `${toSign}.${Buffer.from(signature).toString("base64url")}`;
}

function encode(part: Readonly<Record<string, unknown>>): string {
  return Buffer.from(JSON.stringify(part)).toString("base64url");
}
