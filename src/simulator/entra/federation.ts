import { verify } from "node:crypto";
import * as z from "zod";
import type { AssertionRefusal } from "./assertion-refusal.ts";

/** A federated credential of the application: whose tokens it takes, and what they must say. */
export interface Federation {
  readonly issuer: string;
  readonly subject: string;
  readonly audience: string;
  readonly publicKeyPem: string;
}

const claimsSchema = z.object({
  iss: z.string(),
  sub: z.string(),
  aud: z.string(),
  exp: z.number(),
  nbf: z.number().optional(),
});

/**
 * Checks a token of another issuer (RS256) that comes as a client assertion. Undefined when it is good. `nowSeconds` is
 * Unix time.
 * Source: learn.microsoft.com, Entra workload-identity-federation and its troubleshooting.
 */
export function refuseFederatedToken(
  assertion: string,
  nowSeconds: number,
  federations: readonly Federation[],
): AssertionRefusal | undefined {
  const [head = "", payload = "", signature = ""] = assertion.split(".");
  const claims = claimsSchema.safeParse(parseJson(payload)).data;
  if (claims === undefined) return { aadsts: 50027, problem: "JWT token is invalid or malformed" };
  const ofIssuer = federations.filter(({ issuer }) => issuer === claims.iss);
  const noRecord = "No matching federated identity record found for presented assertion";
  if (ofIssuer.length === 0) return { aadsts: 700211, problem: `${noRecord} issuer '${claims.iss}'` };
  const ofSubject = ofIssuer.filter(({ subject }) => subject === claims.sub);
  if (ofSubject.length === 0) return { aadsts: 700213, problem: `${noRecord} subject '${claims.sub}'` };
  const trusted = ofSubject.find(({ audience }) => audience === claims.aud);
  if (trusted === undefined) return { aadsts: 700212, problem: `${noRecord} audience '${claims.aud}'` };
  const signed = verify(
    "sha256",
    Buffer.from(`${head}.${payload}`),
    trusted.publicKeyPem,
    Buffer.from(signature, "base64url"),
  );
  if (!signed) return { aadsts: 700027, problem: "Client assertion failed signature validation" };
  const isCurrent = claims.exp > nowSeconds && (claims.nbf ?? 0) <= nowSeconds + 300;
  return isCurrent ? undefined : { aadsts: 700024, problem: "Client assertion is not within its valid time range" };
}

function parseJson(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
  } catch {
    return undefined;
  }
}
