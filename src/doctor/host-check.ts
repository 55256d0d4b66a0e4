import { lookup } from "node:dns/promises";
import { ExophotosError } from "../errors.ts";
import { HttpFailure } from "../platform/http-types.ts";
import type { Finding } from "./finding.ts";
import type { Look } from "./look.ts";
import type { HostSeen } from "./seen.ts";
import type { CalledHost, DoctorService } from "./service.ts";

const callTimeoutMs = 20_000;
const maxBytes = 1024 * 1024;

/**
 * Reaches a host as a pass would, through the same proxy and with the same trust; a status of any kind is good, but a
 * web page is somebody else's answer. What was seen beside it is only told.
 */
export async function checkHost(
  service: Pick<DoctorService, "http" | "proxy">,
  { check, probe }: CalledHost,
  look: Look | undefined,
  signal: AbortSignal,
): Promise<Finding> {
  const seen: HostSeen = {
    host: probe.host,
    addresses: await addressesOf(probe.hostname),
    proxy: service.proxy,
    tls: look?.tls,
  };
  try {
    const { status, headers } = await service.http.send({
      method: "GET",
      url: probe,
      headers: { accept: "application/json" },
      timeoutMs: callTimeoutMs,
      maxBytes,
      signal,
    });
    // Exchange shows web pages of its own.
    const isPage = check !== "exchange" && /\btext\/html\b/i.test(headers["content-type"] ?? "");
    return isPage ? { kind: "hostImpostor", status, ...seen } : { kind: "hostReached", ...seen };
  } catch (error) {
    if (!(error instanceof HttpFailure)) throw error;
    const { message: problem, obstacle } = error;
    const facts = { host: probe.host, call: "reach it", problem, tries: 1, obstacle };
    return { kind: "hostUnreached", error: new ExophotosError("unreachable", facts, error), ...seen };
  }
}

async function addressesOf(name: string): Promise<readonly string[] | undefined> {
  try {
    return (await lookup(name, { all: true })).map(({ address }) => address);
  } catch {
    // Whether that matters the call itself shows: a proxy resolves names in our stead.
    return undefined;
  }
}
