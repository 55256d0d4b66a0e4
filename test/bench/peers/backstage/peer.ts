/**
 * The Microsoft Graph client of Backstage's catalogue, used as its own reader does: the list of a photo's sizes, then the
 * one that fits. Its limit is set above the largest size, so that it fetches what all others fetch.
 */
import { fetchToken, forEach, reportWork } from "../peer-program.ts";

/** What is used of @backstage/plugin-catalog-backend-module-msgraph. */
interface Library {
  readonly MicrosoftGraphClient: new (
    baseUrl: string,
    credential: { getToken(): Promise<{ readonly token: string }> },
  ) => GraphClient;
}

interface GraphClient {
  getUsers(query: { readonly select: readonly string[]; readonly top: number }): AsyncIterable<{ readonly id: string }>;
  /** A data URL. */
  getUserPhotoWithSizeLimit(id: string, maxSize: number): Promise<string | undefined>;
}

const largestSize = 100_000;
// Not by a literal name: types and lint must pass without the package.
const { MicrosoftGraphClient } = (await import(
  ["@backstage", "plugin-catalog-backend-module-msgraph"].join("/")
)) as Library;

await reportWork(async ({ access, inFlight }, tally) => {
  const token = await fetchToken(access);
  const client = new MicrosoftGraphClient(`${access.graphEndpoint}/v1.0`, { getToken: async () => ({ token }) });
  const ids: string[] = [];
  for await (const { id } of client.getUsers({ select: ["id"], top: 999 })) ids.push(id);
  tally.people = ids.length;
  await forEach(ids, inFlight, async (id) => {
    tally.calls += 1;
    try {
      const url = await client.getUserPhotoWithSizeLimit(id, largestSize);
      if (url !== undefined) await tally.write(id, Buffer.from(url.slice(url.indexOf(",") + 1), "base64"));
    } catch {
      tally.failures += 1;
    }
  });
});
