import type { KeyObject, X509Certificate } from "node:crypto";
import { CertificateProblem } from "./certificate-file.ts";
import type { CertificateCredential } from "./credential.ts";
import { openPem } from "./pem.ts";
import { openPfx } from "./pfx.ts";

/** PKCS#12, as any DER, starts with a sequence; PEM is text. */
const derSequenceTag = 0x30;
/** The shortest key that PS256 signs with here. */
const minimumKeyBits = 2048;

/**
 * Reads an app's certificate with its private key: PEM holding both in any order, the key plain or encrypted, or a PFX
 * (PKCS#12). `nowMs` decides whether the certificate has expired. A password that nothing needs is not looked at.
 *
 * Throws `CertificateProblem`, whose message is a clause about the file.
 */
export function readCertificate(
  contents: Uint8Array,
  { password, nowMs }: { readonly password?: string; readonly nowMs: number },
): CertificateCredential {
  if (contents.byteLength === 0) throw new CertificateProblem("is empty");
  const isPfx = contents[0] === derSequenceTag;
  const { key, certificates } = isPfx
    ? openPfx(contents, password)
    : openPem(Buffer.from(contents).toString("utf8"), password);
  if (key === undefined) throw new CertificateProblem("holds no private key");
  if (certificates.length === 0) throw new CertificateProblem("holds no certificate");
  refuseFlaw(keyFlaw(key));

  const own = certificates.find((certificate) => certificate.checkPrivateKey(key));
  if (own === undefined) throw new CertificateProblem("holds a private key that belongs to none of its certificates");
  refuseFlaw(expiryFlaw(own, nowMs));
  return {
    kind: "certificate",
    privateKeyPem: key.export({ type: "pkcs8", format: "pem" }).toString(),
    certificatePem: [own, ...certificates.filter((certificate) => certificate !== own)].join(""),
    thumbprintSha256: own.fingerprint256.replaceAll(":", ""),
    expiresAt: own.validToDate,
    sendX5c: false,
  };
}

function refuseFlaw(flaw: string | undefined): void {
  if (flaw !== undefined) throw new CertificateProblem(`holds ${flaw}`);
}

/** «a certificate that expired on …» when it has by `nowMs` (milliseconds since 1970). */
export function expiryFlaw({ validToDate }: X509Certificate, nowMs: number): string | undefined {
  return validToDate.getTime() > nowMs
    ? undefined
    : `a certificate that expired on ${validToDate.toISOString().slice(0, 10)}`;
}

/**
 * What keeps a key, private or public, from signing Entra's client assertions: «an RSA key of 1024 bits; …».
 * Source: learn.microsoft.com, Entra certificate-credentials (PS256).
 */
export function keyFlaw({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): string | undefined {
  if (asymmetricKeyType !== "rsa") return `a private key of type ${asymmetricKeyType}; Entra takes RSA only`;
  const bits = asymmetricKeyDetails?.modulusLength ?? 0;
  return bits < minimumKeyBits ? `an RSA key of ${bits} bits; at least ${minimumKeyBits} are needed` : undefined;
}
