import { Socket } from "node:net";
import { type buildConnector, type Dispatcher, Pool } from "undici";
import { errnoOf } from "../errors.ts";
import { ConnectFailure } from "./http-certificate.ts";

export interface HttpProxy {
  /** An `http:` or `https:` URL. */
  readonly url: string;
  readonly basicCredentials?: { readonly user: string; readonly password: string };
}

/** Opens tunnels through one proxy. */
export interface Tunnels {
  /** A tunnel to `target`, which is host and port. Throws `ConnectFailure`. */
  open(target: string): Promise<Socket>;
  destroy(): Promise<void>;
}

/** `connect` makes the connections to the proxy itself. */
export function createTunnels(
  proxy: HttpProxy,
  options: { readonly connect: buildConnector.connector; readonly timeoutMs: number },
): Tunnels {
  const { host, origin } = new URL(proxy.url);
  const authorization = basicAuthorization(proxy.basicCredentials);
  const connections = new Pool(origin, { connect: options.connect });
  return {
    open: async (target) => {
      const answer = await connections
        .connect({
          path: target,
          headers: { host: target, ...(authorization === undefined ? {} : { "proxy-authorization": authorization }) },
          signal: AbortSignal.timeout(options.timeoutMs),
        })
        .catch((error: unknown) => {
          throw unreached(error, host);
        });
      // A stream by undici's types; `createConnector` makes nothing but sockets.
      if (answer.statusCode === 200 && answer.socket instanceof Socket) return answer.socket;
      answer.socket.on("error", () => {}).destroy();
      throw refused(answer, { proxy: host, target, given: authorization !== undefined });
    },
    destroy: () => connections.destroy(),
  };
}

function basicAuthorization(credentials: HttpProxy["basicCredentials"]): string | undefined {
  if (credentials === undefined) return undefined;
  return `Basic ${Buffer.from(`${credentials.user}:${credentials.password}`).toString("base64")}`;
}

function unreached(error: unknown, proxy: string): ConnectFailure {
  if (error instanceof ConnectFailure) return error;
  const why = error instanceof Error && error.name === "TimeoutError" ? "no answer in time" : errnoOf(error);
  return new ConnectFailure(
    "proxy",
    { kind: "proxyAway", proxy },
    `the proxy ${proxy} could not be reached (${why})`,
    error,
  );
}

function refused(
  { statusCode: status, headers }: Dispatcher.ConnectData,
  { proxy, target, given }: { readonly proxy: string; readonly target: string; readonly given: boolean },
): ConnectFailure {
  // Tinyproxy answers wrong credentials so.
  const wrongCredentials = given && status === 401;
  if (status !== 407 && !wrongCredentials) {
    const obstacle = { kind: "proxyRefusal", proxy, target, status } as const;
    return new ConnectFailure("proxy", obstacle, `the proxy ${proxy} refused a tunnel to ${target} (${status})`);
  }
  const schemes = schemesOf(headers["proxy-authenticate"]);
  if (schemes.length > 0 && !schemes.some((scheme) => scheme.toLowerCase() === "basic")) {
    const obstacle = { kind: "proxyScheme", proxy, schemes } as const;
    return new ConnectFailure("proxy", obstacle, `the proxy ${proxy} takes ${schemes.join(" or ")} only (407)`);
  }
  const obstacle = { kind: "proxyCredentials", proxy, given } as const;
  return new ConnectFailure(
    "proxy",
    obstacle,
    given
      ? `the proxy ${proxy} does not accept the credentials (${status})`
      : `the proxy ${proxy} wants credentials (407)`,
  );
}

/** The ways to sign in that a 407 names, each once. Source: RFC 9110, section 11.6.1. */
function schemesOf(header: string | string[] | undefined): readonly string[] {
  const parts = [header ?? []]
    .flat()
    .flatMap((value) => value.replaceAll(/"(?:[^"\\]|\\.)*"/g, '""').split(","))
    .flatMap((part) => /^\s*([A-Za-z][\w-]{0,31})(?:\s+[^\s=]|\s*$)/.exec(part)?.[1] ?? []);
  return [...new Set(parts)];
}
