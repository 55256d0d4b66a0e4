import { Agent, request as httpsRequest } from "node:https";
import { getCACertificates, TLSSocket } from "node:tls";
import type { TlsSeen } from "./seen.ts";
import type { DoctorService } from "./service.ts";

/** What a server shows of itself to anybody. */
export interface Look {
  readonly tls: TlsSeen;
  /** Its Date header, milliseconds since 1970. */
  readonly serverTimeMs: number | undefined;
  /** The middle between sending and answer, by this machine's clock. */
  readonly ownTimeMs: number;
}

/** It only adds to what the call itself shows: nobody waits for it. */
const lookTimeoutMs = 10_000;

/**
 * Looks at a server's certificate and Date header, whether the certificate is trusted or not: that is what is to be
 * seen. Nothing but a bare HEAD is sent, and nothing of the answer is believed. Undefined where there is no such look:
 * no connection, or a proxy that would get its credentials over TLS that nobody checked.
 */
export async function lookAt(
  service: Pick<DoctorService, "proxyEnvironment">,
  url: URL,
  signal: AbortSignal,
): Promise<Look | undefined> {
  const { proxyEnvironment: proxyEnv } = service;
  if (proxyEnv?.HTTPS_PROXY.startsWith("https:") === true) return undefined;
  const soon = AbortSignal.any([signal, AbortSignal.timeout(lookTimeoutMs)]);
  const agent = new Agent(proxyEnv === undefined ? {} : { proxyEnv });
  const trusted = await headOf(url, agent, soon, true);
  if (trusted !== undefined) return trusted;
  signal.throwIfAborted();
  return headOf(url, agent, soon, false);
}

function headOf(url: URL, agent: Agent, signal: AbortSignal, isPublic: boolean): Promise<Look | undefined> {
  const sentMs = Date.now();
  return new Promise((resolve) => {
    const trust = isPublic
      ? { rejectUnauthorized: true, ca: getCACertificates("bundled") }
      : { rejectUnauthorized: false };
    const request = httpsRequest(url, { method: "HEAD", agent, signal, minVersion: "TLSv1.2", ...trust });
    request.on("error", () => resolve(undefined));
    request.on("response", ({ socket, headers }) => {
      const ownTimeMs = sentMs + (Date.now() - sentMs) / 2;
      resolve(socket instanceof TLSSocket ? { ...seen(socket, isPublic, headers.date), ownTimeMs } : undefined);
      request.destroy();
    });
    request.end();
  });
}

function seen(socket: TLSSocket, isPublic: boolean, date: string | undefined): Omit<Look, "ownTimeMs"> {
  const { issuer, valid_to: validTo } = socket.getPeerCertificate();
  const serverTimeMs = Date.parse(date ?? "");
  return {
    tls: {
      protocol: socket.getProtocol() ?? "TLS",
      issuer: [issuer?.O, issuer?.CN].flat().filter(Boolean).join(", "),
      validToMs: Date.parse(validTo ?? ""),
      isPublic,
    },
    serverTimeMs: Number.isFinite(serverTimeMs) ? serverTimeMs : undefined,
  };
}
