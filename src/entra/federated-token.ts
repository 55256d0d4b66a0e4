import { readFile } from "node:fs/promises";
import { errnoOf } from "../errors.ts";
import type { AssertionCredential } from "./credential.ts";

/** A federated token cannot be had from its file. The message is a clause about the file: «is empty». */
export class FederatedTokenProblem extends Error {
  constructor(problem: string, cause?: unknown) {
    super(problem, { cause });
    this.name = "FederatedTokenProblem";
  }
}

/**
 * Signs in with a token of another issuer that Entra trusts for the app (workload identity federation). The file is read
 * for each request anew: whoever writes it renews it within the hour. `toError` makes what is thrown of a problem.
 * Source: learn.microsoft.com, Entra workload-identity-federation; Azure Identity, WorkloadIdentityCredential.
 */
export function federatedCredential(
  path: string,
  toError: (problem: FederatedTokenProblem) => Error,
): AssertionCredential {
  return {
    kind: "assertion",
    basis: "federatedToken",
    expiresAt: undefined,
    assert: async () => {
      try {
        return await readFederatedToken(path);
      } catch (error) {
        throw error instanceof FederatedTokenProblem ? toError(error) : error;
      }
    },
  };
}

/** The one token that the file holds. Throws `FederatedTokenProblem`; no message ever holds the content. */
export async function readFederatedToken(path: string): Promise<string> {
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    throw new FederatedTokenProblem(`cannot be read (${errnoOf(error)})`, error);
  });
  const token = text.trim();
  if (token === "") throw new FederatedTokenProblem("is empty");
  if (!/^[\w-]+\.[\w-]+\.[\w-]*$/.test(token)) throw new FederatedTokenProblem("holds no token (JWT)");
  return token;
}
