import { readCertificate } from "./entra/certificate.ts";
import { CertificateProblem } from "./entra/certificate-file.ts";
import type { Credential } from "./entra/credential.ts";
import { createDelegatedTokenSource } from "./entra/delegated-token-source.ts";
import { type FederatedTokenProblem, federatedCredential } from "./entra/federated-token.ts";
import { createManagedIdentitySource } from "./entra/managed-identity.ts";
import { createTokenSource } from "./entra/msal-token-source.ts";
import { openStoreCertificate } from "./entra/store-certificate.ts";
import type { TokenSource } from "./entra/token-source.ts";
import { ExophotosError } from "./errors.ts";
import { systemClock } from "./platform/clock.ts";
import type { HttpClient } from "./platform/http-types.ts";
import { createPlainHttpClient } from "./platform/plain-http.ts";
import { powershellProgram } from "./platform/powershell.ts";
import type { CredentialSettings, SignInSettings } from "./settings/parts.ts";

/** One sign-in, for tokens of any resource. */
export interface OpenTokens {
  readonly tokensFor: (resource: URL) => TokenSource;
  /** When the certificate that signs in ends; undefined where none does, or its end cannot be seen from here. */
  readonly certificateEndsAt: Date | undefined;
}

/** How Entra is reached. */
export interface EntraAccess {
  /** An https URL without a path, see `parseAuthorityHost`. */
  readonly authorityHost: URL;
  readonly http: HttpClient;
}

/**
 * Opens the credential that the settings give; nothing is sent to Entra yet. Throws `settingInvalid` for a certificate
 * that is no use.
 */
export async function openTokens(signIn: SignInSettings, access: EntraAccess): Promise<OpenTokens> {
  const { tenant: tenantId, credential } = signIn;
  if (credential.kind === "managedIdentity") {
    const { identity } = credential;
    const clientId = identity.kind === "system" ? undefined : identity.clientId;
    const local = createPlainHttpClient();
    return {
      tokensFor: ({ href }) => createManagedIdentitySource({ tenantId, clientId, resource: href, http: local }),
      certificateEndsAt: undefined,
    };
  }
  const app = { ...access, tenantId, clientId: clientIdOf(signIn) };
  if (credential.kind === "delegated") {
    const { cachePath } = credential;
    return {
      tokensFor: ({ href }) => createDelegatedTokenSource({ ...app, cachePath, resource: href }),
      certificateEndsAt: undefined,
    };
  }
  const opened = await openCredential(credential);
  return {
    tokensFor: ({ href }) => createTokenSource({ ...app, credential: opened, resource: href }),
    certificateEndsAt: opened.kind === "secret" ? undefined : opened.expiresAt,
  };
}

type AppCredentialSettings = Exclude<CredentialSettings, { readonly kind: "managedIdentity" | "delegated" }>;

async function openCredential(given: AppCredentialSettings): Promise<Credential> {
  const invalid = (setting: string, problem: string, cause: Error) =>
    new ExophotosError("settingInvalid", { setting, origin: given.origin, problem }, cause);
  switch (given.kind) {
    case "secret":
      return { kind: "secret", secret: given.secret };
    case "certificate":
      return openCertificateFile(given, (problem) =>
        invalid("certificate", `is ${given.path}, which ${problem.message}`, problem),
      );
    case "storeCertificate":
      return openFromStore(given, (problem) => invalid("certificate-thumbprint", problem.message, problem));
    case "federatedToken":
      return federatedCredential(given.path, (problem: FederatedTokenProblem) =>
        invalid("federated-token-file", `names ${given.path}, which ${problem.message}`, problem),
      );
  }
}

type ToError = (problem: CertificateProblem) => Error;

function openCertificateFile(
  { contents, password }: Extract<CredentialSettings, { readonly kind: "certificate" }>,
  toError: ToError,
): Credential {
  try {
    return readCertificate(contents, { nowMs: systemClock.now(), ...(password === undefined ? {} : { password }) });
  } catch (error) {
    throw error instanceof CertificateProblem ? toError(error) : error;
  }
}

async function openFromStore(
  name: Extract<CredentialSettings, { readonly kind: "storeCertificate" }>,
  toError: ToError,
): Promise<Credential> {
  try {
    return await openStoreCertificate({ name, powershell: powershellProgram(), clock: systemClock, toError });
  } catch (error) {
    throw error instanceof CertificateProblem ? toError(error) : error;
  }
}

/** The settings have seen to it that only a managed identity comes without one. */
function clientIdOf({ clientId, credential }: SignInSettings): string {
  if (clientId === undefined) throw new Error(`a ${credential.kind} signs in without a client id`);
  return clientId;
}
