/** Microsoft's Graph SDK for TypeScript, made with Kiota, a person at a time, so many at once; its retries are as they come. */
import { fetchToken, forEach, reportWork, type Tally } from "../peer-program.ts";

/** What is used of @microsoft/msgraph-sdk. */
interface Sdk {
  readonly GraphRequestAdapter: new (authentication: unknown) => { baseUrl: string };
  createGraphServiceClient(adapter: unknown): Client;
}

/** What is used of @microsoft/kiota-abstractions. */
interface Kiota {
  readonly AllowedHostsValidator: new (hosts: ReadonlySet<string>) => unknown;
  readonly BaseBearerTokenAuthenticationProvider: new (tokens: {
    getAuthorizationToken(): Promise<string>;
    getAllowedHostsValidator(): unknown;
  }) => unknown;
}

interface Client {
  readonly users: {
    get(options: { queryParameters: { select: readonly string[]; top: number } }): Promise<Page | undefined>;
    withUrl(url: string): { get(): Promise<Page | undefined> };
    byUserId(id: string): { readonly photo: { readonly content: { get(): Promise<ArrayBuffer | undefined> } } };
  };
}

interface Page {
  readonly value: readonly { readonly id: string }[];
  readonly odataNextLink?: string | null;
}

// Not by literal names: types and lint must pass without the packages.
const load = async <T>(name: string) => (await import(["@microsoft", name].join("/"))) as T;
const { GraphRequestAdapter, createGraphServiceClient } = await load<Sdk>("msgraph-sdk");
const { AllowedHostsValidator, BaseBearerTokenAuthenticationProvider } = await load<Kiota>("kiota-abstractions");
// Adds `users` to the client.
await load<unknown>("msgraph-sdk-users");

async function listPeople({ users }: Client, tally: Tally): Promise<readonly string[]> {
  const ids: string[] = [];
  let page = await users.get({ queryParameters: { select: ["id"], top: 999 } });
  while (page !== undefined) {
    for (const { id } of page.value) ids.push(id);
    page = page.odataNextLink ? await users.withUrl(page.odataNextLink).get() : undefined;
  }
  tally.people = ids.length;
  return ids;
}

async function fetchPhoto({ users }: Client, id: string, tally: Tally): Promise<void> {
  tally.calls += 1;
  try {
    const bytes = await users.byUserId(id).photo.content.get();
    if (bytes !== undefined) await tally.write(id, new Uint8Array(bytes));
  } catch (error) {
    if ((error as { responseStatusCode?: number }).responseStatusCode !== 404) tally.failures += 1;
  }
}

await reportWork(async ({ access, inFlight }, tally) => {
  const token = await fetchToken(access);
  const hosts = new AllowedHostsValidator(new Set([new URL(access.graphEndpoint).hostname]));
  const tokens = { getAuthorizationToken: async () => token, getAllowedHostsValidator: () => hosts };
  const adapter = new GraphRequestAdapter(new BaseBearerTokenAuthenticationProvider(tokens));
  adapter.baseUrl = `${access.graphEndpoint}/v1.0`;
  const client = createGraphServiceClient(adapter);
  await forEach(await listPeople(client, tally), inFlight, (id) => fetchPhoto(client, id, tally));
});
