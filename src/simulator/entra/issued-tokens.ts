import { createHmac, randomBytes, randomUUID } from "node:crypto";

/** What a token that was handed in is worth. */
export type TokenState = "good" | "expired" | "unknown" | "claimsMissing";

interface IssuedToken {
  readonly audience: unknown;
  readonly expiresAtMs: number;
  readonly claims: string | undefined;
}

/** The access tokens that were issued. They look like JWTs; what counts is this list. */
export class IssuedTokens {
  readonly #tokens = new Map<string, IssuedToken>();
  readonly #signatures: string[] = [];
  readonly #signingKey = randomBytes(32);
  #demandedClaims: string | undefined;

  /** A new token with these claims in it, good for `lifetimeSeconds`. `claims` is what the request challenged with. */
  issue(payload: Readonly<Record<string, unknown>>, lifetimeSeconds: number, claims: string | undefined): string {
    const now = Date.now();
    const times = {
      iat: Math.floor(now / 1000),
      nbf: Math.floor(now / 1000),
      exp: Math.floor(now / 1000 + lifetimeSeconds),
    };
    const body = `${encode({ typ: "JWT", alg: "HS256" })}.${encode({ ...payload, ...times, uti: randomUUID() })}`;
    const signature = createHmac("sha256", this.#signingKey).update(body).digest("base64url");
    const token = `${body}.${signature}`;
    this.#signatures.push(signature);
    this.#tokens.set(token, { audience: payload.aud, expiresAtMs: now + lifetimeSeconds * 1000, claims });
    return token;
  }

  /** From now on only tokens are good that were requested with these claims (JSON); undefined lifts the demand. */
  demandClaims(claims: string | undefined): void {
    this.#demandedClaims = claims;
  }

  get demandedClaims(): string | undefined {
    return this.#demandedClaims;
  }

  /** The signatures of all tokens ever issued: without it a token is worth nothing. */
  get signatures(): readonly string[] {
    return this.#signatures;
  }

  /** Makes every token issued so far unknown. */
  revokeAll(): void {
    this.#tokens.clear();
  }

  /** The root of the service that a token is for. */
  audienceOf(token: string): unknown {
    return this.#tokens.get(token)?.audience;
  }

  state(token: string): TokenState {
    const issued = this.#tokens.get(token);
    if (issued === undefined) return "unknown";
    if (issued.expiresAtMs <= Date.now()) return "expired";
    if (this.#demandedClaims === undefined || issued.claims === undefined) {
      return this.#demandedClaims === undefined ? "good" : "claimsMissing";
    }
    return containsClaims(issued.claims, this.#demandedClaims) ? "good" : "claimsMissing";
  }
}

/** Whether requested claims (JSON) hold the demanded ones; a client may have merged its own into them. */
function containsClaims(requested: string, demanded: string): boolean {
  return contains(parseJson(requested), parseJson(demanded));
}

function contains(whole: unknown, part: unknown): boolean {
  if (!isObject(part)) return whole === part;
  return isObject(whole) && Object.entries(part).every(([name, value]) => contains(whole[name], value));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
