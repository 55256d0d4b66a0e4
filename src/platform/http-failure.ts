import { errnoOf } from "../errors.ts";
import { ConnectFailure } from "./http-certificate.ts";
import { HttpFailure, type HttpFailureKind } from "./http-types.ts";

/**
 * Names what ended a call, from the error codes of Node, OpenSSL and undici. `answerBegan`: the status had arrived, so
 * that a connection closed in order means a cut-off answer rather than none.
 */
export function toHttpFailure(
  error: Error,
  { host, answerBegan }: { readonly host: string; readonly answerBegan: boolean },
): HttpFailure {
  if (error instanceof ConnectFailure) {
    return new HttpFailure(error.kind, host, error.message, error, error.obstacle);
  }
  const code = errnoOf(error);
  const kind = kindOf(code, answerBegan);
  return new HttpFailure(kind, host, describe(kind, error, code), error);
}

function kindOf(code: string, answerBegan: boolean): HttpFailureKind {
  switch (code) {
    case "ENOTFOUND":
    case "EAI_AGAIN":
    case "EAI_NODATA":
    case "EAI_NONAME":
    case "EAI_FAIL":
      return "dns";
    case "ECONNREFUSED":
    case "EHOSTUNREACH":
    case "ENETUNREACH":
      return "refused";
    case "ETIMEDOUT":
    case "UND_ERR_CONNECT_TIMEOUT":
      return "timeout";
    case "ECONNRESET":
    case "ECONNABORTED":
    case "EPIPE":
      return "reset";
    case "UND_ERR_SOCKET":
      return answerBegan ? "truncated" : "reset";
    case "UND_ERR_RES_CONTENT_LENGTH_MISMATCH":
    case "HPE_INVALID_EOF_STATE":
      return "truncated";
    default:
      return isTlsCode(code) ? "tls" : "other";
  }
}

/** Source: Node's documentation of tls, "X509 certificate error codes", and of errors, `ERR_TLS_*` and `ERR_SSL_*`. */
function isTlsCode(code: string): boolean {
  return (
    code === "EPROTO" ||
    code === "HOSTNAME_MISMATCH" ||
    code === "INVALID_CA" ||
    code === "INVALID_PURPOSE" ||
    code === "PATH_LENGTH_EXCEEDED" ||
    code.startsWith("ERR_TLS_") ||
    code.startsWith("ERR_SSL_") ||
    code.startsWith("CERT_") ||
    code.startsWith("CRL_") ||
    code.startsWith("UNABLE_TO_") ||
    code.startsWith("SELF_SIGNED_") ||
    code.startsWith("DEPTH_ZERO_") ||
    code.startsWith("ERROR_IN_CERT_")
  );
}

/** A clause for people. OpenSSL's words are kept for TLS: they name the certificate's fault. */
function describe(kind: HttpFailureKind, error: Error, code: string): string {
  switch (kind) {
    case "dns":
      return `the host name cannot be resolved (${code})`;
    case "refused":
      return `no connection could be made (${code})`;
    case "timeout":
      return `no connection could be made in time (${code})`;
    case "reset":
      return `the connection was closed before the answer was complete (${code})`;
    case "truncated":
      return `the answer was cut off (${code})`;
    case "tls":
      return `TLS failed: ${error.message} (${code})`;
    case "proxy":
      return error.message;
    case "tooLarge":
    case "other":
      return `${error.message} (${code})`;
  }
}
