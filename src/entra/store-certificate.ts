import { constants, verify, type X509Certificate } from "node:crypto";
import type { Clock } from "../platform/clock.ts";
import { expiryFlaw, keyFlaw } from "./certificate.ts";
import { assertionToSign, signedAssertion } from "./certificate-assertion.ts";
import { CertificateProblem } from "./certificate-file.ts";
import type { AssertionCredential } from "./credential.ts";
import { type Padding, paddings, type StoreCertificateName, type StoreSignature, signInStore } from "./store-signer.ts";

export interface StoreCertificateOptions {
  readonly name: StoreCertificateName;
  readonly powershell: string;
  readonly clock: Clock;
  /** Makes what is thrown of a problem that shows later, when an assertion is to be signed. */
  readonly toError: (problem: CertificateProblem) => Error;
}

/**
 * Signs in with a certificate in the Windows store. Looks it up and signs something with it at once, so that what is
 * wrong shows before anything is sent. Throws `CertificateProblem`.
 */
export async function openStoreCertificate(options: StoreCertificateOptions): Promise<AssertionCredential> {
  const { certificate, padding } = await sign(options, "exophotos", paddings);
  return {
    kind: "assertion",
    basis: "certificate",
    expiresAt: certificate.validToDate,
    assert: async ({ clientId, tokenEndpoint, signal }) => {
      const nowMs = options.clock.now();
      const toSign = assertionToSign({ ...headerOf(certificate, padding), clientId, tokenEndpoint, nowMs });
      try {
        const { signature } = await sign(options, toSign, [padding], signal);
        return signedAssertion(toSign, signature);
      } catch (error) {
        throw error instanceof CertificateProblem ? options.toError(error) : error;
      }
    },
  };
}

async function sign(
  { name, powershell, clock }: StoreCertificateOptions,
  text: string,
  wanted: readonly Padding[],
  signal?: AbortSignal,
): Promise<StoreSignature> {
  const data = Buffer.from(text);
  const signed = await signInStore(name, { data, paddings: wanted }, { powershell, signal });
  const flaw = keyFlaw(signed.certificate.publicKey) ?? expiryFlaw(signed.certificate, clock.now());
  if (flaw !== undefined) throw new CertificateProblem(`names ${flaw}`);
  if (isGood(signed, data)) return signed;
  throw new CertificateProblem("names a certificate to which its private key does not belong");
}

function isGood({ certificate, padding, signature }: StoreSignature, data: Uint8Array): boolean {
  const { publicKey: key } = certificate;
  const pss = { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
  return verify("sha256", data, padding === "Pss" ? pss : key, signature);
}

/** PS256 is what Microsoft recommends; RS256 with the SHA-1 thumbprint is the older pair. */
function headerOf(certificate: X509Certificate, padding: Padding) {
  switch (padding) {
    case "Pss":
      return { algorithm: "PS256", thumbprint: bytesOf(certificate.fingerprint256) } as const;
    case "Pkcs1":
      return { algorithm: "RS256", thumbprint: bytesOf(certificate.fingerprint) } as const;
  }
}

function bytesOf(fingerprint: string): Buffer {
  return Buffer.from(fingerprint.replaceAll(":", ""), "hex");
}
