import { X509Certificate } from "node:crypto";
import { TLSSocket } from "node:tls";
import { errnoOf, type NetworkObstacle } from "../errors.ts";

/** A connection could not be made, for a reason that is known. The message is a clause. */
export class ConnectFailure extends Error {
  readonly kind: "proxy" | "tls";
  readonly obstacle: NetworkObstacle;

  constructor(kind: "proxy" | "tls", obstacle: NetworkObstacle, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = "ConnectFailure";
    this.kind = kind;
    this.obstacle = obstacle;
  }
}

/** Remembers the certificate that the other side of a connection shows: Node drops it with a connection that it refuses. */
export function watchCertificate(socket: unknown): () => X509Certificate | undefined {
  let der: Buffer | undefined;
  if (socket instanceof TLSSocket) {
    // First, because Node checks the certificate, and ends the connection, at the same event. Not
    // `getPeerX509Certificate`: after it the check finds no certificate (Node 24.21).
    socket.prependOnceListener("secure", () => {
      der = socket.getPeerCertificate().raw;
    });
  }
  return () => der && new X509Certificate(der);
}

/** The failure of a TLS handshake with `peer` as a known one, or the error itself. `certificate`: what `peer` showed. */
export function explainHandshake(error: Error, peer: string, certificate: X509Certificate | undefined): Error {
  const code = errnoOf(error);
  const obstacle = obstacleOf(code, peer, certificate);
  if (obstacle === undefined) return error;
  return new ConnectFailure("tls", obstacle, `TLS failed: ${clean(error.message)} (${code})`, error);
}

/** Source: Node's documentation of tls, "X509 certificate error codes"; OpenSSL's reasons, as Node names them. */
function obstacleOf(code: string, peer: string, certificate: X509Certificate | undefined): NetworkObstacle | undefined {
  switch (code) {
    case "UNABLE_TO_GET_ISSUER_CERT":
    case "UNABLE_TO_GET_ISSUER_CERT_LOCALLY":
    case "UNABLE_TO_VERIFY_LEAF_SIGNATURE":
    case "SELF_SIGNED_CERT_IN_CHAIN":
    case "DEPTH_ZERO_SELF_SIGNED_CERT":
    case "CERT_UNTRUSTED":
    case "CERT_REJECTED":
    // A certificate authority of a known name with another key.
    case "CERT_SIGNATURE_FAILURE":
    case "INVALID_CA":
      return { kind: "untrusted", peer, issuer: certificate && oneLine(certificate.issuer) };
    case "CERT_HAS_EXPIRED":
      return { kind: "expired", peer, since: certificate?.validToDate.toISOString() };
    case "CERT_NOT_YET_VALID":
      return { kind: "notYetValid", peer, from: certificate?.validFromDate.toISOString() };
    case "ERR_TLS_CERT_ALTNAME_INVALID":
    case "HOSTNAME_MISMATCH":
      return { kind: "otherName", peer, names: certificate && namesOf(certificate) };
    case "ERR_SSL_UNSUPPORTED_PROTOCOL":
    case "ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION":
      return { kind: "oldTls", peer };
    case "ERR_SSL_WRONG_VERSION_NUMBER":
    case "ERR_SSL_PACKET_LENGTH_TOO_LONG":
    case "ERR_SSL_HTTP_REQUEST":
      return { kind: "noTls", peer };
    default:
      return undefined;
  }
}

function namesOf({ subject, subjectAltName }: X509Certificate): string {
  return subjectAltName === undefined
    ? oneLine(subject)
    : clean(subjectAltName.replaceAll("DNS:", "").replaceAll("IP Address:", ""));
}

/** A distinguished name, which has a part a line. */
function oneLine(name: string): string {
  return clean(name.trim().split("\n").join(", "));
}

const mostCharacters = 200;

/** What a stranger wrote, fit to be shown. */
function clean(text: string): string {
  const printable = text.replaceAll(/\p{C}/gu, "?");
  return printable.length > mostCharacters ? `${printable.slice(0, mostCharacters)}…` : printable;
}
