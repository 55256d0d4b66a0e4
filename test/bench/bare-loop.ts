/**
 * What the speed of a pass is held against: the least that brings the same photos to the same disk. It asks for every
 * person's photo in `$batch` requests of 20, so many in flight, decodes the answers and writes the files; no state, no
 * checks, no flush. Its arguments are TenantAccess as JSON, a folder, and the number in flight. Token and ids are fetched before
 * the clock starts; it prints a BareLoopResult as JSON.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Agent, request } from "undici";
import type { TenantAccess } from "./tenant.ts";

/** Photos written, and the time from the first batch to the last file. */
export interface BareLoopResult {
  readonly photos: number;
  readonly elapsedMs: number;
}

interface BatchResponse {
  readonly responses: readonly { readonly id: string; readonly status: number; readonly body: unknown }[];
}

interface Page {
  readonly value: readonly { readonly id: string }[];
  readonly "@odata.nextLink"?: string;
}

const batchSize = 20;
const [accessJson = "", folder = "", inFlight = ""] = process.argv.slice(2);
const access = JSON.parse(accessJson) as TenantAccess;
const dispatcher = new Agent({ connect: { ca: access.caCertificatePem } });

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

async function fetchIds(authorization: string): Promise<readonly string[]> {
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

/** Sends one batch and writes its photos; returns how many there were. */
async function fetchBatch(authorization: string, ids: readonly string[]): Promise<number> {
  const requests = ids.map((id) => ({ id, method: "GET", url: `/users/${id}/photo/$value` }));
  const headers = { authorization, "content-type": "application/json" };
  const { body } = await request(`${access.graphEndpoint}/v1.0/$batch`, {
    dispatcher,
    method: "POST",
    headers,
    body: JSON.stringify({ requests }),
  });
  const { responses } = (await body.json()) as BatchResponse;
  const photos = responses.filter(({ status }) => status === 200);
  const write = ({ id, body }: (typeof photos)[number]) =>
    writeFile(join(folder, `${id}.jpg`), Buffer.from(String(body), "base64"));
  await Promise.all(photos.map(write));
  return photos.length;
}

const authorization = `Bearer ${await fetchToken()}`;
const ids = await fetchIds(authorization);
await mkdir(folder, { recursive: true });
let next = 0;
let photos = 0;

async function work(): Promise<void> {
  while (next < ids.length) {
    const some = ids.slice(next, next + batchSize);
    next += batchSize;
    // Not `photos += await …`: that would read the sum before the wait.
    const written = await fetchBatch(authorization, some);
    photos += written;
  }
}

const startedMs = performance.now();
await Promise.all(Array.from({ length: Number(inFlight) }, work));
const result: BareLoopResult = { photos, elapsedMs: performance.now() - startedMs };
process.stdout.write(JSON.stringify(result));
await dispatcher.close();
