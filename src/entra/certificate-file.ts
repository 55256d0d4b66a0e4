import type { KeyObject, X509Certificate } from "node:crypto";

/** The file cannot be used to sign in. The message is a clause about it: «holds no private key». */
export class CertificateProblem extends Error {
  constructor(problem: string, cause?: unknown) {
    super(problem, { cause });
    this.name = "CertificateProblem";
  }
}

/** What a certificate file holds; its certificates in the file's own order. */
export interface CertificateFile {
  readonly key: KeyObject | undefined;
  readonly certificates: readonly X509Certificate[];
}
