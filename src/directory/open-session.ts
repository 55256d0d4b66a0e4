import { once } from "node:events";
import { isIP } from "node:net";
import { connect, type TLSSocket } from "node:tls";
import { Client } from "ldapts";
import { ExophotosError } from "../errors.ts";
import { type DirectoryAddress, directoryPeer } from "../model/directory.ts";
import { explainHandshake, watchCertificate } from "../platform/http-certificate.ts";
import { toHttpFailure } from "../platform/http-failure.ts";
import { createTrust } from "../platform/http-trust.ts";
import { messageOf, resultCode } from "./result-code.ts";

/** Which directory, and who signs in to it. */
export interface DirectoryAccess {
  readonly address: DirectoryAddress;
  /** A distinguished name or a userPrincipalName. */
  readonly bindUser: string;
  readonly bindPassword: string;
  /** PEM certificates to trust beside the well-known ones and the system's. */
  readonly caCertificatePem: string | undefined;
}

/** A signed-in connection. */
export interface Session {
  readonly client: Client;
  readonly socket: TLSSocket;
}

const connectTimeoutMs = 15_000;
/** An answer that takes longer never comes: a domain controller ends a query after two minutes (MaxQueryDuration). */
const answerTimeoutMs = 150_000;

/**
 * Connects and signs in with a simple bind. Throws `directoryUnreachable`, `directorySignIn`. The connection is never
 * made anew by itself: the client would go on without having signed in.
 */
export async function openSession(access: DirectoryAccess): Promise<Session> {
  const socket = await openTls(access);
  const client = new Client({
    url: `ldaps://${access.address.host.includes(":") ? `[${access.address.host}]` : access.address.host}`,
    timeout: answerTimeoutMs,
    createSecureConnection: () => socket,
  });
  try {
    await client.bind(access.bindUser, access.bindPassword);
  } catch (error) {
    socket.destroy();
    throw bindFailure(access, error);
  }
  return { client, socket };
}

async function openTls({ address, caCertificatePem }: DirectoryAccess): Promise<TLSSocket> {
  const { host, port } = address;
  const socket = connect({
    host,
    port,
    secureContext: createTrust(caCertificatePem === undefined ? [] : [caCertificatePem]),
    ...(isIP(host) === 0 ? { servername: host } : {}),
  });
  const certificate = watchCertificate(socket);
  try {
    await once(socket, "secureConnect", { signal: AbortSignal.timeout(connectTimeoutMs) });
  } catch (error) {
    socket.on("error", () => undefined).destroy();
    throw connectFailure(address, error, certificate());
  }
  return socket;
}

function connectFailure(
  address: DirectoryAddress,
  error: unknown,
  certificate: ReturnType<ReturnType<typeof watchCertificate>>,
): unknown {
  if (!(error instanceof Error)) return error;
  const host = directoryPeer(address);
  if (error.name === "AbortError") {
    const problem = "no connection could be made in time";
    return new ExophotosError("directoryUnreachable", { host, problem, tries: 1, obstacle: undefined }, error);
  }
  const failure = toHttpFailure(explainHandshake(error, host, certificate), { host, answerBegan: false });
  const { message: problem, obstacle } = failure;
  return new ExophotosError("directoryUnreachable", { host, problem, tries: 1, obstacle }, error);
}

function bindFailure({ address, bindUser }: DirectoryAccess, error: unknown): unknown {
  const host = directoryPeer(address);
  const code = resultCode(error);
  if (code === undefined) {
    const problem = "the connection was closed while signing in";
    return new ExophotosError("directoryUnreachable", { host, problem, tries: 1, obstacle: undefined }, error);
  }
  // 51 busy, 52 unavailable.
  if (code === 51 || code === 52) {
    const problem = `it answers that it is ${code === 51 ? "busy" : "unavailable"}`;
    return new ExophotosError("directoryUnreachable", { host, problem, tries: 1, obstacle: undefined }, error);
  }
  const message = messageOf(error);
  const data = /\bdata ([0-9a-f]{3}),/i.exec(message)?.[1]?.toLowerCase();
  return new ExophotosError("directorySignIn", { host, user: bindUser, reason: reasonOf(code, data), code, message });
}

/** Source: MS-ADTS 3.1.1.3.1.3, error data of a bind: Windows' error in hex behind «data». */
function reasonOf(code: number, data: string | undefined) {
  switch (data) {
    case "532":
    case "773":
      return "expiredPassword";
    case "533":
    case "701":
      return "disabledAccount";
    case "775":
      return "lockedAccount";
    case "530":
    case "531":
      return "notAllowedNow";
    default:
      return code === 49 ? "wrongCredentials" : "other";
  }
}
