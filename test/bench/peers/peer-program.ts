import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { TenantAccess } from "../tenant.ts";
import type { PeerReport, PeerTask } from "./peer.ts";

/** What a peer's program does once its libraries are loaded: lists people, asks for photos and hands them over. */
export type PeerWork = (task: PeerTask, tally: Tally) => Promise<void>;

/** Counts what the program sees, and writes its photos. */
export class Tally {
  people = 0;
  photos = 0;
  failures = 0;
  calls = 0;
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  fileOf(id: string): string {
    return join(this.folder, `${id}.jpg`);
  }

  async write(id: string, bytes: Uint8Array): Promise<void> {
    await writeFile(this.fileOf(id), bytes);
    this.photos += 1;
  }
}

/** Runs a peer's work with the task in this process's argument, prints its PeerReport as the last line, and ends. */
export async function reportWork(work: PeerWork): Promise<void> {
  const task = JSON.parse(process.argv[2] ?? "{}") as PeerTask;
  const tally = new Tally(join(task.folder, "photos"));
  await mkdir(tally.folder, { recursive: true });
  const startedMs = performance.now();
  await work(task, tally);
  const { people, photos, failures, calls } = tally;
  const report: PeerReport = { people, photos, failures, calls, elapsedMs: performance.now() - startedMs };
  // Some clients leave connections open that would keep the process alive for minutes.
  process.stdout.write(`\n${JSON.stringify(report)}\n`, () => process.exit(0));
}

/** Takes the items one behind the other, so many at once, as `p-limit` does in scripts. */
export async function forEach<T>(items: readonly T[], inFlight: number, act: (item: T) => Promise<void>) {
  const queue = items.values();
  const work = async () => {
    for (const item of queue) await act(item);
  };
  await Promise.all(Array.from({ length: inFlight }, work));
}

export function inGroupsOf<T>(size: number, items: readonly T[]): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size));
}

/** An access token for Graph, by the client secret. */
export async function fetchToken(access: TenantAccess): Promise<string> {
  const body = new URLSearchParams({
    grant_type: "client_credentials",
    client_id: access.clientId,
    client_secret: access.clientSecret,
    scope: `${access.graphEndpoint}/.default`,
  });
  const answer = await fetch(`${access.authorityHost}/${access.tenantId}/oauth2/v2.0/token`, { method: "POST", body });
  if (!answer.ok) throw new Error(`no token: ${answer.status}`);
  return ((await answer.json()) as { access_token: string }).access_token;
}
