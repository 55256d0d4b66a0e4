/**
 * A script as the best public ones are: it asks for the metadata of photos in `$batch` of 20, compares the etags with those
 * of the last pass, and then downloads what is new, one photo after another, trying each up to ten times. It goes by no
 * Retry-After, and what a batch does not answer with 200 looks like «no photo» to it; of somebody who had one it asks
 * once more, alone, two seconds later. Its state is one JSON file. Node's own fetch is all it needs.
 */
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fetchToken, inGroupsOf, reportWork, type Tally } from "../peer-program.ts";

interface Metadata {
  readonly "@odata.mediaEtag"?: string;
}

interface BatchAnswer {
  readonly responses: readonly { readonly id: string; readonly status: number; readonly body: Metadata }[];
}

interface Page {
  readonly value: readonly { readonly id: string }[];
  readonly "@odata.nextLink"?: string;
}

type Etags = Record<string, string>;
type Get = (url: string) => Promise<Response>;

const tries = 10;

async function readState(file: string): Promise<Etags> {
  const text = await readFile(file, "utf8").catch(() => "{}");
  return JSON.parse(text) as Etags;
}

async function listPeople(get: Get, tally: Tally): Promise<readonly string[]> {
  const ids: string[] = [];
  let url: string | undefined = "/users?$select=id&$top=999";
  while (url !== undefined) {
    const page = (await (await get(url)).json()) as Page;
    for (const { id } of page.value) ids.push(id);
    url = page["@odata.nextLink"];
  }
  tally.people = ids.length;
  return ids;
}

/** Etags of those whose metadata came. A batch that failed as a whole is passed over, and so are its people. */
async function askEtags(ids: readonly string[], postBatch: (body: unknown) => Promise<Response>, tally: Tally) {
  const etags: Etags = {};
  for (const some of inGroupsOf(20, ids)) {
    tally.calls += 1;
    const requests = some.map((id) => ({ id, method: "GET", url: `/users/${id}/photo` }));
    const answer = await postBatch({ requests });
    if (!answer.ok) {
      tally.failures += some.length;
      await answer.arrayBuffer();
      continue;
    }
    for (const { id, status, body } of ((await answer.json()) as BatchAnswer).responses) {
      const etag = body?.["@odata.mediaEtag"];
      if (status === 200 && etag) etags[id] = etag;
    }
  }
  return etags;
}

/** Up to ten tries, each half a second further from the last; undefined when there is no photo or no hope. */
async function getPatiently(get: Get, path: string, tally: Tally): Promise<Response | undefined> {
  for (let attempt = 1; attempt <= tries; attempt += 1) {
    tally.calls += 1;
    const answer = await get(path);
    if (answer.ok) return answer;
    await answer.arrayBuffer();
    if (answer.status === 404 || answer.status === 400) return undefined;
    await delay(500 * (attempt + 1));
  }
  tally.failures += 1;
  return undefined;
}

await reportWork(async ({ access, folder }, tally) => {
  const root = `${access.graphEndpoint}/v1.0`;
  const headers = { authorization: `Bearer ${await fetchToken(access)}`, "content-type": "application/json" };
  const get: Get = (url) => fetch(url.startsWith("/") ? root + url : url, { headers });
  const post = (body: unknown) => fetch(`${root}/$batch`, { method: "POST", headers, body: JSON.stringify(body) });
  const stateFile = join(folder, "etags.json");
  const known = await readState(stateFile);
  const ids = await listPeople(get, tally);
  const etags = await askEtags(ids, post, tally);
  for (const id of ids) {
    const etag = etags[id];
    if (etag === undefined && known[id] !== undefined) {
      await delay(2000);
      if ((await getPatiently(get, `/users/${id}/photo`, tally)) !== undefined) continue;
      await rm(tally.fileOf(id), { force: true });
      delete known[id];
    }
    if (etag === undefined || etag === known[id]) continue;
    const photo = await getPatiently(get, `/users/${id}/photo/$value`, tally);
    if (photo === undefined) continue;
    await tally.write(id, new Uint8Array(await photo.arrayBuffer()));
    known[id] = etag;
  }
  await writeFile(stateFile, JSON.stringify(known));
});
