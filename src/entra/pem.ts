import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { errnoOf } from "../errors.ts";
import { type CertificateFile, CertificateProblem } from "./certificate-file.ts";

/**
 * Takes the first private key and all certificates out of a PEM text. The key may be PKCS#8 or PKCS#1, encrypted or not.
 *
 * Throws `CertificateProblem`.
 */
export function openPem(text: string, password: string | undefined): CertificateFile {
  const blocks = [...text.matchAll(/-----BEGIN ([A-Z0-9 ]+)-----[\s\S]+?-----END \1-----/g)];
  if (blocks.length === 0) throw new CertificateProblem("is neither PEM nor PFX");
  const keyBlock = blocks.find(([, label]) => label?.endsWith("PRIVATE KEY"));
  const certificateBlocks = blocks.filter(([, label]) => label === "CERTIFICATE");
  return {
    key: keyBlock === undefined ? undefined : openKey(keyBlock[0], password),
    certificates: certificateBlocks.map(([pem]) => openCertificate(pem)),
  };
}

function openKey(pem: string, password: string | undefined): KeyObject {
  const isEncrypted = /^-----BEGIN ENCRYPTED|^Proc-Type: 4,ENCRYPTED/m.test(pem);
  if (isEncrypted && password === undefined) {
    throw new CertificateProblem("holds an encrypted private key, and no password is given");
  }
  try {
    return createPrivateKey({ key: pem, ...(password === undefined ? {} : { passphrase: password }) });
  } catch (error) {
    const problem = isEncrypted
      ? "holds a private key that the password does not open"
      : `holds a damaged private key (${errnoOf(error)})`;
    throw new CertificateProblem(problem, error);
  }
}

function openCertificate(pem: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch (error) {
    throw new CertificateProblem(`holds a damaged certificate (${errnoOf(error)})`, error);
  }
}
