/** Hands out access tokens for one resource. */
export interface TokenSource {
  /**
   * A token, from MSAL's cache while it is good. `fresh` asks for a new one (after a 401); `claims` is the decoded JSON
   * of a claims challenge to pass on. Throws `signInFailed` or `unreachable`.
   */
  token(request: { readonly fresh: boolean; readonly claims?: string; readonly signal: AbortSignal }): Promise<string>;
}
