/**
 * Microsoft's Graph client for JavaScript in the loops that scripts use: a person at a time, so many at once, or
 * `$batch` of 20. Its own retries (three) are as they come; it has none for the items of a batch, and the loop neither.
 */
import { fetchToken, forEach, inGroupsOf, reportWork, type Tally } from "../peer-program.ts";

/** What is used of @microsoft/microsoft-graph-client. */
interface Library {
  readonly Client: { initWithMiddleware(options: ClientOptions): Client };
  readonly PageIterator: new (client: Client, firstPage: unknown, eachOne: (user: User) => boolean) => PageIterator;
  readonly ResponseType: { readonly ARRAYBUFFER: string };
}

interface ClientOptions {
  readonly baseUrl: string;
  readonly customHosts: ReadonlySet<string>;
  readonly authProvider: { getAccessToken(): Promise<string> };
}

interface Client {
  api(path: string): {
    responseType(type: string): { get(): Promise<ArrayBuffer> };
    get(): Promise<unknown>;
    post(body: unknown): Promise<unknown>;
  };
}

interface PageIterator {
  iterate(): Promise<unknown>;
}

interface User {
  readonly id: string;
}

interface BatchAnswer {
  readonly responses: readonly { readonly id: string; readonly status: number; readonly body: unknown }[];
}

// Not by a literal name: types and lint must pass without the package.
const { Client, PageIterator, ResponseType } = (await import(
  ["@microsoft", "microsoft-graph-client"].join("/")
)) as Library;

async function listPeople(client: Client, tally: Tally): Promise<readonly string[]> {
  const ids: string[] = [];
  const firstPage = await client.api("/users?$select=id&$top=999").get();
  const pages = new PageIterator(client, firstPage, ({ id }) => ids.push(id) > 0);
  await pages.iterate();
  tally.people = ids.length;
  return ids;
}

async function fetchPhoto(client: Client, id: string, tally: Tally): Promise<void> {
  tally.calls += 1;
  try {
    const bytes = await client.api(`/users/${id}/photo/$value`).responseType(ResponseType.ARRAYBUFFER).get();
    await tally.write(id, new Uint8Array(bytes));
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode !== 404) tally.failures += 1;
  }
}

async function fetchBatch(client: Client, ids: readonly string[], tally: Tally): Promise<void> {
  tally.calls += 1;
  const requests = ids.map((id) => ({ id, method: "GET", url: `/users/${id}/photo/$value` }));
  try {
    const { responses } = (await client.api("/$batch").post({ requests })) as BatchAnswer;
    for (const { id, status, body } of responses) {
      if (status === 200) await tally.write(id, Buffer.from(String(body), "base64"));
      else if (status !== 404) tally.failures += 1;
    }
  } catch {
    tally.failures += ids.length;
  }
}

await reportWork(async ({ access, inFlight, way }, tally) => {
  const token = await fetchToken(access);
  const client = Client.initWithMiddleware({
    baseUrl: `${access.graphEndpoint}/`,
    customHosts: new Set([new URL(access.graphEndpoint).hostname]),
    authProvider: { getAccessToken: async () => token },
  });
  const ids = await listPeople(client, tally);
  if (way === "batch") await forEach(inGroupsOf(20, ids), inFlight, (some) => fetchBatch(client, some, tally));
  else await forEach(ids, inFlight, (id) => fetchPhoto(client, id, tally));
});
