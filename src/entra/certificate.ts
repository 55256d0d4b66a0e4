import type { KeyObject } from "node:crypto";
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
  assertUsable(key);

  const own = certificates.find((certificate) => certificate.checkPrivateKey(key));
  if (own === undefined) throw new CertificateProblem("holds a private key that belongs to none of its certificates");
  const expiresAt = own.validToDate;
  if (expiresAt.getTime() <= nowMs) {
    throw new CertificateProblem(`holds a certificate that expired on ${expiresAt.toISOString().slice(0, 10)}`);
  }
  return {
    kind: "certificate",
    privateKeyPem: key.export({ type: "pkcs8", format: "pem" }).toString(),
    certificatePem: [own, ...certificates.filter((certificate) => certificate !== own)].join(""),
    thumbprintSha256: own.fingerprint256.replaceAll(":", ""),
    expiresAt,
    sendX5c: false,
  };
}

/** Entra's client assertions are signed with RSA. Source: learn.microsoft.com, Entra certificate-credentials (PS256). */
function assertUsable(key: KeyObject): void {
  if (key.asymmetricKeyType !== "rsa") {
    throw new CertificateProblem(`holds a private key of type ${key.asymmetricKeyType}; Entra takes RSA only`);
  }
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (bits < minimumKeyBits) {
    throw new CertificateProblem(`holds an RSA key of ${bits} bits; at least ${minimumKeyBits} are needed`);
  }
}
