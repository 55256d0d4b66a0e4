/**
 * CLI for Microsoft 365 within one process: its command `request` for each person, so many at once. It is signed in by the
 * file that its own sign-in leaves in the home folder; its telemetry, which waits for the internet, is switched off there.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { fetchToken, forEach, reportWork, type Tally } from "../peer-program.ts";

/** What is used of @pnp/cli-microsoft365. */
interface Library {
  executeCommand(name: "request", options: RequestOptions): Promise<{ readonly stdout: string }>;
}

interface RequestOptions {
  readonly url: string;
  readonly filePath?: string;
  /** What the command line would take by default is not filled in here. */
  readonly method: "get";
  readonly output: "json";
}

interface Page {
  readonly value: readonly { readonly id: string }[];
  readonly "@odata.nextLink"?: string;
}

async function switchOffTelemetry(): Promise<void> {
  const folder = join(homedir(), ".config", "configstore");
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "cli-m365-config.json"), JSON.stringify({ disableTelemetry: true }));
}

async function signIn(graphEndpoint: string, accessToken: string): Promise<void> {
  const accessTokens = { [graphEndpoint]: { accessToken, expiresOn: new Date(Date.now() + 3_600_000) } };
  const connection = { active: true, authType: "secret", cloudType: "Public", name: "bench", accessTokens };
  await writeFile(join(homedir(), ".cli-m365-connection.json"), JSON.stringify(connection));
}

await switchOffTelemetry();
// Not by a literal name: types and lint must pass without the package.
const { executeCommand } = (await import(["@pnp", "cli-microsoft365"].join("/"))) as Library;

async function listPeople(graphEndpoint: string, tally: Tally): Promise<readonly string[]> {
  const ids: string[] = [];
  let url: string | undefined = `${graphEndpoint}/v1.0/users?$select=id&$top=999`;
  while (url !== undefined) {
    const { stdout } = await executeCommand("request", { url, method: "get", output: "json" });
    const page = JSON.parse(stdout) as Page;
    for (const { id } of page.value) ids.push(id);
    url = page["@odata.nextLink"];
  }
  tally.people = ids.length;
  return ids;
}

await reportWork(async ({ access, inFlight }, tally) => {
  await signIn(access.graphEndpoint, await fetchToken(access));
  const ids = await listPeople(access.graphEndpoint, tally);
  await forEach(ids, inFlight, async (id) => {
    tally.calls += 1;
    const url = `${access.graphEndpoint}/v1.0/users/${id}/photo/$value`;
    try {
      await executeCommand("request", { url, filePath: tally.fileOf(id), method: "get", output: "json" });
      tally.photos += 1;
    } catch (error) {
      if (!/\b404\b/.test(JSON.stringify(error))) tally.failures += 1;
    }
  });
});
