/**
 * What the speed of a pass is held against: the least that brings the same photos to the same disk. It asks for every
 * person's photo, in `$batch` requests of 20 or in a call for each, so many in flight, decodes the answers and writes the
 * files; no state, no checks, no flush. Whoever is refused is asked again when Graph says. Its one argument is a
 * BareLoopTask as JSON. Token and ids are fetched before the clock starts; it prints a BareLoopResult as JSON.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { Agent, request } from "undici";
import type { TenantAccess } from "./tenant.ts";

/** How photos are asked for: in batches, or each in a call of its own, over HTTP/1.1 or HTTP/2. */
export type Way = "batch" | "get" | "getOverHttp2";

/** What it is told. */
export interface BareLoopTask {
  readonly access: TenantAccess;
  /** Where the photos go. */
  readonly folder: string;
  readonly inFlight: number;
  readonly way: Way;
}

/** Photos written, the time from the first call to the last file, and the processor time of it. */
export interface BareLoopResult {
  readonly photos: number;
  readonly elapsedMs: number;
  readonly cpuMs: number;
}

interface BatchResponse {
  readonly responses: readonly {
    readonly id: string;
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: unknown;
  }[];
}

interface Page {
  readonly value: readonly { readonly id: string }[];
  readonly "@odata.nextLink"?: string;
}

const { access, folder, inFlight, way } = JSON.parse(process.argv[2] ?? "") as BareLoopTask;
const size = way === "batch" ? 20 : 1;
const dispatcher = new Agent({ connect: { ca: access.caCertificatePem }, allowH2: way === "getOverHttp2" });

async function fetchToken(): Promise<string> {
  const form = new URLSearchParams({
    grant_type: "client_credentials",
    client_id: access.clientId,
    client_secret: access.clientSecret,
    scope: `${access.graphEndpoint}/.default`,
  });
  const url = `${access.authorityHost}/${access.tenantId}/oauth2/v2.0/token`;
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  const { body } = await request(url, { dispatcher, method: "POST", headers, body: form.toString() });
  return ((await body.json()) as { access_token: string }).access_token;
}

async function fetchIds(authorization: string): Promise<string[]> {
  const ids: string[] = [];
  let url: string | undefined = `${access.graphEndpoint}/v1.0/users?$select=id&$top=999`;
  while (url !== undefined) {
    const { body } = await request(url, { dispatcher, headers: { authorization } });
    const page = (await body.json()) as Page;
    for (const { id } of page.value) ids.push(id);
    url = page["@odata.nextLink"];
  }
  return ids;
}

/** What became of some people: photos written, and who is to be asked again, not before `waitMs` from now. */
interface Fetched {
  readonly photos: number;
  readonly again: readonly string[];
  readonly waitMs: number;
}

/** Sends one batch and writes its photos. */
async function fetchBatch(authorization: string, ids: readonly string[]): Promise<Fetched> {
  const requests = ids.map((id) => ({ id, method: "GET", url: `/users/${id}/photo/$value` }));
  const { statusCode, headers, body } = await request(`${access.graphEndpoint}/v1.0/$batch`, {
    dispatcher,
    method: "POST",
    headers: { authorization, "content-type": "application/json" },
    body: JSON.stringify({ requests }),
  });
  const answer = await body.json();
  if (statusCode === 429) return { photos: 0, again: ids, waitMs: waitMsIn(headers) };
  const { responses } = answer as BatchResponse;
  const photos = responses.filter(({ status }) => status === 200);
  const refused = responses.filter(({ status }) => status === 429);
  await Promise.all(photos.map(({ id, body }) => write(id, Buffer.from(String(body), "base64"))));
  return {
    photos: photos.length,
    again: refused.map(({ id }) => id),
    waitMs: Math.max(0, ...refused.map((item) => waitMsIn(item.headers))),
  };
}

/** Asks for one photo and writes it. */
async function fetchOne(authorization: string, id: string): Promise<Fetched> {
  const url = `${access.graphEndpoint}/v1.0/users/${id}/photo/$value`;
  const { statusCode, headers, body } = await request(url, { dispatcher, headers: { authorization } });
  const bytes = new Uint8Array(await body.arrayBuffer());
  if (statusCode === 429) return { photos: 0, again: [id], waitMs: waitMsIn(headers) };
  if (statusCode === 200) await write(id, bytes);
  return { photos: statusCode === 200 ? 1 : 0, again: [], waitMs: 0 };
}

async function write(id: string, bytes: Uint8Array): Promise<void> {
  await writeFile(join(folder, `${id}.jpg`), bytes);
}

function waitMsIn(headers: Readonly<Record<string, unknown>>): number {
  const [, seconds] = Object.entries(headers).find(([name]) => name.toLowerCase() === "retry-after") ?? [];
  return Number(seconds ?? 0) * 1000;
}

const authorization = `Bearer ${await fetchToken()}`;
const ids = await fetchIds(authorization);
await mkdir(folder, { recursive: true });
let photos = 0;

async function work(): Promise<void> {
  for (let some = ids.splice(0, size); some[0] !== undefined; some = ids.splice(0, size)) {
    const fetched = way === "batch" ? await fetchBatch(authorization, some) : await fetchOne(authorization, some[0]);
    photos += fetched.photos;
    ids.push(...fetched.again);
    if (fetched.again.length > 0) await delay(fetched.waitMs);
  }
}

const startedMs = performance.now();
const before = process.cpuUsage();
await Promise.all(Array.from({ length: inFlight }, work));
const { user, system } = process.cpuUsage(before);
const result: BareLoopResult = { photos, elapsedMs: performance.now() - startedMs, cpuMs: (user + system) / 1000 };
process.stdout.write(JSON.stringify(result));
await dispatcher.close();
