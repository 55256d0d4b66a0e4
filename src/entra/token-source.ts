/** Hands out access tokens for one resource. */
export interface TokenSource {
  /** Who is signed in where; for sentences. */
  readonly app: { readonly tenantId: string; readonly clientId: string; readonly authority: string };
  /**
   * A token, the one at hand while it is good. `fresh` asks for a new one (after a 401); `claims` is the decoded JSON
   * of a claims challenge to pass on. Throws `signInFailed`, `unreachable` or,
   * where the credential is no longer there, `settingInvalid`.
   */
  token(request: { readonly fresh: boolean; readonly claims?: string; readonly signal: AbortSignal }): Promise<string>;
}
