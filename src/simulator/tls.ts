import { generateKeyPair, randomBytes } from "node:crypto";
import { promisify } from "node:util";
import forge from "node-forge";

/** A server certificate for the loopback names, with the authority that signed it. All PEM. */
export interface ServerIdentity {
  readonly caCertificatePem: string;
  readonly certificatePem: string;
  readonly privateKeyPem: string;
}

interface RsaPair {
  readonly publicKey: string;
  readonly privateKey: string;
}

const makeKeyPair = promisify(generateKeyPair);
const dayMs = 86_400_000;

/** Makes a certificate authority and a certificate for localhost, 127.0.0.1 and ::1, good for a week. */
export async function makeServerIdentity(): Promise<ServerIdentity> {
  const [authorityKeys, serverKeys] = await Promise.all([makeRsaPair(), makeRsaPair()]);
  const authorityName = [{ name: "commonName", value: "Simulated tenant authority" }];
  const authority = makeCertificate(authorityKeys.publicKey, authorityName, authorityName, [
    { name: "basicConstraints", cA: true, critical: true },
    { name: "keyUsage", keyCertSign: true, cRLSign: true, critical: true },
    { name: "subjectKeyIdentifier" },
  ]);
  const server = makeCertificate(serverKeys.publicKey, [{ name: "commonName", value: "localhost" }], authorityName, [
    { name: "basicConstraints", cA: false },
    { name: "keyUsage", digitalSignature: true, keyEncipherment: true, critical: true },
    { name: "extKeyUsage", serverAuth: true },
    {
      name: "subjectAltName",
      altNames: [
        { type: 2, value: "localhost" },
        { type: 7, ip: "127.0.0.1" },
        { type: 7, ip: "::1" },
      ],
    },
  ]);
  const signingKey = forge.pki.privateKeyFromPem(authorityKeys.privateKey);
  authority.sign(signingKey, forge.md.sha256.create());
  server.sign(signingKey, forge.md.sha256.create());
  return {
    caCertificatePem: forge.pki.certificateToPem(authority),
    certificatePem: forge.pki.certificateToPem(server),
    privateKeyPem: serverKeys.privateKey,
  };
}

function makeRsaPair(): Promise<RsaPair> {
  return makeKeyPair("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs1", format: "pem" },
  });
}

function makeCertificate(
  publicKeyPem: string,
  subject: forge.pki.CertificateField[],
  issuer: forge.pki.CertificateField[],
  extensions: object[],
): forge.pki.Certificate {
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.publicKeyFromPem(publicKeyPem);
  // Positive, and no zeros in front that DER forbids. Sources: RFC 5280 4.1.2.2, X.690 8.3.2.
  certificate.serialNumber = `01${randomBytes(15).toString("hex")}`;
  certificate.validity.notBefore = new Date(Date.now() - dayMs);
  certificate.validity.notAfter = new Date(Date.now() + 7 * dayMs);
  certificate.setSubject(subject);
  certificate.setIssuer(issuer);
  certificate.setExtensions(extensions);
  return certificate;
}
