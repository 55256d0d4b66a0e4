import { randomBytes } from "node:crypto";

/** Why a page token is refused. */
export type PageTokenProblem = "expired" | "unknown" | "gone";

interface IssuedPageToken {
  readonly position: number;
  /** The address and the options of the listing: a token belongs to them. */
  readonly listing: string;
  readonly issuedAtMs: number;
}

/** The `$skiptoken`s of all listings. What a token says is for this class alone. */
export class PageTokens {
  readonly #lifetimeMs: number;
  readonly #issued = new Map<string, IssuedPageToken>();
  readonly #withdrawn = new Map<string, PageTokenProblem>();

  constructor(lifetimeMs: number) {
    this.#lifetimeMs = lifetimeMs;
  }

  issue(position: number, listing: string): string {
    const token = `RFNwdAIAAQAA${randomBytes(24).toString("base64url")}`;
    this.#issued.set(token, { position, listing, issuedAtMs: Date.now() });
    return token;
  }

  /** The position at which a listing goes on, or why it does not. */
  redeem(token: string, listing: string): number | PageTokenProblem {
    const withdrawn = this.#withdrawn.get(token);
    if (withdrawn !== undefined) return withdrawn;
    const issued = this.#issued.get(token);
    if (issued === undefined || issued.listing !== listing) return "unknown";
    return Date.now() - issued.issuedAtMs > this.#lifetimeMs ? "expired" : issued.position;
  }

  /** Ends all tokens issued so far. */
  withdrawAll(problem: PageTokenProblem): void {
    for (const token of this.#issued.keys()) this.#withdrawn.set(token, problem);
    this.#issued.clear();
  }
}
