import { X509Certificate } from "node:crypto";
import { createSecureContext, getCACertificates, type SecureContext } from "node:tls";

/** Throws OpenSSL's error for a PEM that is no certificate: in a secure context OpenSSL passes over what it cannot read. */
export function checkCertificates(pems: readonly string[]): void {
  for (const pem of pems) new X509Certificate(pem);
}

/**
 * Whom to believe, from TLS 1.2 on: Node's own list, NODE_EXTRA_CA_CERTS, the system's store, and `extraPems`. Takes some
 * 50 ms, so it is built once, for the first connection. Source: Node's documentation of `tls.getCACertificates`.
 */
export function createTrust(extraPems: readonly string[]): SecureContext {
  const known = [...getCACertificates("default"), ...getCACertificates("system")];
  // The two lists share most: each is parsed once.
  const ca = [...new Set(known.map((pem) => pem.trim())), ...extraPems];
  return createSecureContext({ minVersion: "TLSv1.2", ca });
}
