import { generateKeyPairSync } from "node:crypto";
import { isIP } from "node:net";
import forge from "node-forge";

export interface IssuedCertificate {
  readonly privateKeyPem: string;
  readonly certificatePem: string;
}

export interface CertificateAuthority {
  readonly certificatePem: string;
  /** A certificate for these DNS names and IP addresses; valid for a day around now unless told. */
  issue(names: readonly string[], notAfter?: Date): IssuedCertificate;
}

const dayMs = 86_400_000;

/** A certificate authority that lives as long as the test. */
export function createCertificateAuthority(): CertificateAuthority {
  const keys = generateRsaKey();
  const subject = [{ name: "commonName", value: "Test authority" }];
  const root = forge.pki.createCertificate();
  fill(root, { subject, issuer: subject, publicKeyPem: keys.publicKeyPem, notAfter: new Date(Date.now() + dayMs) });
  root.setExtensions([
    { name: "basicConstraints", cA: true, critical: true },
    { name: "keyUsage", keyCertSign: true, cRLSign: true, critical: true },
  ]);
  const authorityKey = forge.pki.privateKeyFromPem(keys.privateKeyPem);
  root.sign(authorityKey, forge.md.sha256.create());

  return {
    certificatePem: forge.pki.certificateToPem(root),
    issue(names, notAfter = new Date(Date.now() + dayMs)) {
      const { privateKeyPem, publicKeyPem } = generateRsaKey();
      const certificate = forge.pki.createCertificate();
      fill(certificate, {
        subject: [{ name: "commonName", value: names[0] ?? "nobody" }],
        issuer: subject,
        publicKeyPem,
        notAfter,
      });
      certificate.setExtensions([
        { name: "basicConstraints", cA: false },
        { name: "subjectAltName", altNames: names.map(toAltName) },
      ]);
      certificate.sign(authorityKey, forge.md.sha256.create());
      return { privateKeyPem, certificatePem: forge.pki.certificateToPem(certificate) };
    },
  };
}

function generateRsaKey(): { readonly privateKeyPem: string; readonly publicKeyPem: string } {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    // The older form: forge reads it.
    privateKeyEncoding: { type: "pkcs1", format: "pem" },
    publicKeyEncoding: { type: "spki", format: "pem" },
  });
  return { privateKeyPem: privateKey, publicKeyPem: publicKey };
}

function fill(
  certificate: forge.pki.Certificate,
  content: {
    readonly subject: forge.pki.CertificateField[];
    readonly issuer: forge.pki.CertificateField[];
    readonly publicKeyPem: string;
    readonly notAfter: Date;
  },
): void {
  certificate.serialNumber = `01${forge.util.bytesToHex(forge.random.getBytesSync(8))}`;
  certificate.validity.notBefore = new Date(content.notAfter.getTime() - 2 * dayMs);
  certificate.validity.notAfter = content.notAfter;
  certificate.setSubject(content.subject);
  certificate.setIssuer(content.issuer);
  certificate.publicKey = forge.pki.publicKeyFromPem(content.publicKeyPem);
}

/** Alternative names by their ASN.1 tag: 2 is a DNS name, 7 an IP address. */
function toAltName(
  name: string,
): { readonly type: 2; readonly value: string } | { readonly type: 7; readonly ip: string } {
  return isIP(name) === 0 ? { type: 2, value: name } : { type: 7, ip: name };
}
