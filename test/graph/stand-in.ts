import { randomUUID } from "node:crypto";
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import type { TestContext } from "node:test";
import type { TokenSource } from "../../src/entra/token-source.ts";
import { createGraphTenant, type GraphTenantOptions } from "../../src/graph/tenant.ts";
import { type ObjectId, parseObjectId } from "../../src/model/object-id.ts";
import { systemClock } from "../../src/platform/clock.ts";
import { createHttpClient } from "../../src/platform/http.ts";
import type { Tenant } from "../../src/tenant/port.ts";
import { createCertificateAuthority } from "../platform/certificate-authority.ts";
import { serveHttps } from "../platform/loopback.ts";

/** What the stand-in says; a body that is no text or bytes is sent as JSON. */
export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** One call that arrived; `paths` are those of a batch's items, or the call's own. Paths lack the version root. */
export interface Arrival {
  readonly atMs: number;
  readonly url: string;
  readonly batch: boolean;
  readonly paths: readonly string[];
  readonly headers: IncomingHttpHeaders;
}

export interface Script {
  /** Answers one request, of a batch or alone. */
  readonly item: (path: string, arrival: Arrival) => Reply;
  /** Answers a whole call instead, or ends its connection, or leaves it as it is. */
  readonly whole?: (arrival: Arrival) => Reply | "reset" | undefined | Promise<Reply | "reset" | undefined>;
}

export interface StandIn {
  readonly endpoint: URL;
  readonly arrivals: readonly Arrival[];
  readonly mostAtOnce: () => number;
  /** The requests for tokens; `fresh` ones give a new token. */
  readonly tokenRequests: readonly { readonly fresh: boolean; readonly claims: string | undefined }[];
  readonly tenant: (options?: Partial<GraphTenantOptions>) => Tenant;
}

const authority = createCertificateAuthority();
const certificate = authority.issue(["localhost"]);

/** A Graph on loopback that does what a script says; it ends with the test. */
export async function startStandIn(t: TestContext, script: Script): Promise<StandIn> {
  const arrivals: Arrival[] = [];
  const tokenRequests: { fresh: boolean; claims: string | undefined }[] = [];
  let atOnce = 0;
  let mostAtOnce = 0;
  const server = await serveHttps(certificate, async (request, response) => {
    atOnce += 1;
    mostAtOnce = Math.max(mostAtOnce, atOnce);
    const arrival = await readArrival(request);
    arrivals.push(arrival);
    const reply = (await script.whole?.(arrival)) ?? answerItems(script, arrival);
    atOnce -= 1;
    if (reply === "reset") response.socket?.destroy();
    else write(response, reply);
  });
  t.after(() => server.close());
  let serial = 0;
  const tokens: TokenSource = {
    app: { tenantId: "tenant", clientId: "client", authority: "localhost" },
    token: async ({ fresh, claims }) => {
      tokenRequests.push({ fresh, claims });
      if (fresh) serial += 1;
      return `token-${serial}`;
    },
  };
  const tenant = (options: Partial<GraphTenantOptions> = {}) => {
    const http = createHttpClient({ caCertificatesPem: [authority.certificatePem] });
    t.after(() => http.close());
    return createGraphTenant({
      endpoint: server.url,
      http,
      tokens,
      choice: { kind: "everyone" },
      size: "largest",
      properties: "all",
      extraProperties: [],
      concurrency: 32,
      valueMode: "batch",
      userAgent: "NONISV|Test|exophotos/0",
      clock: systemClock,
      random: () => 0,
      newId: randomUUID,
      ...options,
    });
  };
  return { endpoint: server.url, arrivals, mostAtOnce: () => mostAtOnce, tokenRequests, tenant };
}

/** The n-th person of all tests. */
export function personId(n: number): ObjectId {
  const id = parseObjectId(`00000000-0000-4000-8000-${n.toString(16).padStart(12, "0")}`);
  if (id === undefined) throw new Error("no object id");
  return id;
}

/** The object id in a path, or what stands in its place. */
export function idIn(path: string): string {
  return path.split("/")[2]?.split("?")[0] ?? "";
}

export async function* people(count: number): AsyncGenerator<ObjectId> {
  for (let n = 0; n < count; n += 1) yield personId(n);
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

async function readArrival(request: IncomingMessage): Promise<Arrival> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const url = (request.url ?? "").replace("/v1.0", "");
  const batch = url === "/$batch";
  const paths = batch
    ? JSON.parse(Buffer.concat(chunks).toString()).requests.map((entry: { url: string }) => entry.url)
    : [url];
  return { atMs: performance.now(), url, batch, paths, headers: request.headers };
}

function answerItems(script: Script, arrival: Arrival): Reply {
  const replies = arrival.paths.map((path) => script.item(path, arrival));
  if (!arrival.batch) return replies[0] ?? { status: 500 };
  const responses = replies.map(({ status = 200, headers = {}, body = null }, place) => ({
    id: String(place),
    status,
    headers,
    body: body instanceof Uint8Array ? Buffer.from(body).toString("base64") : body,
  }));
  return { body: { responses: responses.reverse() } };
}

function write(response: ServerResponse, { status = 200, headers = {}, body }: Reply): void {
  const isRaw = typeof body === "string" || body instanceof Uint8Array;
  response.writeHead(status, isRaw ? headers : { "content-type": "application/json", ...headers });
  if (body === undefined || body === null) response.end();
  else response.end(isRaw ? body : JSON.stringify(body));
}
