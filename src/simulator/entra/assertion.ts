import { constants, createHash, type KeyObject, verify, X509Certificate } from "node:crypto";
import * as z from "zod";
import type { AssertionRefusal } from "./assertion-refusal.ts";
import { type Federation, refuseFederatedToken } from "./federation.ts";

const headerSchema = z.object({
  alg: z.enum(["RS256", "PS256"]),
  typ: z.string().optional(),
  x5t: z.string().optional(),
  "x5t#S256": z.string().optional(),
});
const claimsSchema = z.object({
  aud: z.string(),
  iss: z.string(),
  sub: z.string(),
  jti: z.string().min(1),
  exp: z.number(),
  nbf: z.number().optional(),
});

/** The certificates that the application may sign with, and the issuers that may sign for it. */
export class ApplicationCertificates {
  readonly #keys = new Map<string, KeyObject>();
  readonly #federations: Federation[] = [];

  get federations(): readonly Federation[] {
    return this.#federations;
  }

  trust(federation: Federation): void {
    this.#federations.push(federation);
  }

  register(certificatePem: string): void {
    const certificate = new X509Certificate(certificatePem);
    for (const algorithm of ["sha1", "sha256"]) {
      this.#keys.set(createHash(algorithm).update(certificate.raw).digest("base64url"), certificate.publicKey);
    }
  }

  /** The public key of a certificate by its base64url thumbprint (SHA-1 or SHA-256). */
  key(thumbprint: string): KeyObject | undefined {
    return this.#keys.get(thumbprint.replace(/=+$/, ""));
  }
}

/**
 * Checks a client assertion (a JWT of RFC 7523): signature, audience, issuer and subject, time of validity. Undefined
 * when it is good. `nowSeconds` is Unix time.
 * Source: Microsoft identity platform, application authentication certificate credentials.
 */
export function refuseAssertion(
  assertion: string,
  expected: { readonly clientId: string; readonly audiences: readonly string[]; readonly nowSeconds: number },
  certificates: ApplicationCertificates,
): AssertionRefusal | undefined {
  const [head, payload, signature, ...rest] = assertion.split(".");
  if (head === undefined || payload === undefined || signature === undefined || rest.length > 0) {
    return { aadsts: 50027, problem: "JWT token is invalid or malformed" };
  }
  const header = headerSchema.safeParse(parseJson(head));
  // Only a certificate of the application is named by its thumbprint.
  if (header.success && header.data["x5t#S256"] === undefined && header.data.x5t === undefined) {
    return refuseFederatedToken(assertion, expected.nowSeconds, certificates.federations);
  }
  const claims = claimsSchema.safeParse(parseJson(payload));
  if (!header.success || !claims.success) return { aadsts: 50027, problem: "JWT token is invalid or malformed" };
  const key = certificates.key(header.data["x5t#S256"] ?? header.data.x5t ?? "");
  if (key === undefined) return { aadsts: 700027, problem: "The certificate with this thumbprint is not registered" };
  const signed = verify(
    "sha256",
    Buffer.from(`${head}.${payload}`),
    header.data.alg === "PS256" ? { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 } : key,
    Buffer.from(signature, "base64url"),
  );
  if (!signed) return { aadsts: 700027, problem: "Client assertion failed signature validation" };
  if (claims.data.iss !== expected.clientId || claims.data.sub !== expected.clientId) {
    return { aadsts: 700021, problem: "Client assertion application identifier doesn't match 'client_id' parameter" };
  }
  if (!expected.audiences.includes(claims.data.aud)) {
    return { aadsts: 700023, problem: `Client assertion audience claim '${claims.data.aud}' is not this authority` };
  }
  const isCurrent = claims.data.exp > expected.nowSeconds && (claims.data.nbf ?? 0) <= expected.nowSeconds + 300;
  return isCurrent ? undefined : { aadsts: 700024, problem: "Client assertion is not within its valid time range" };
}

function parseJson(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
  } catch {
    return undefined;
  }
}
