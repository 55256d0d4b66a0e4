import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as delay } from "node:timers/promises";
import { parse } from "csv-parse/sync";
import { measurePass } from "../measured-pass.ts";
import type { TenantAccess } from "../tenant.ts";
import type { Peer, PeerReport, PeerTask } from "./peer.ts";

/** How a run went, as the program saw it. */
export type Outcome =
  | ({ readonly kind: "ended" } & Omit<PeerReport, "calls">)
  | { readonly kind: "didNotEnd"; readonly afterMs: number }
  | { readonly kind: "failed"; readonly message: string };

/** One who exports photos: a peer, or exophotos. */
export interface Contestant {
  readonly name: string;
  readonly isOurs: boolean;
  /** HTTP calls in flight; «auto» is our default. */
  readonly inFlight: number | "auto";
  readonly keepsState: boolean;
  /** One pass into a folder, which may hold an earlier one. A program that has not ended by then is ended. */
  run(access: TenantAccess, folder: string, limitMs: number): Promise<Outcome>;
  /** Files of photos by object id. */
  filesIn(folder: string): Promise<ReadonlyMap<string, string>>;
}

/** exophotos as a user runs it; without a number by its defaults. */
export function ourContestant(inFlight: number | "auto"): Contestant {
  const args = inFlight === "auto" ? [] : ["--concurrency", String(inFlight)];
  return {
    name: "exophotos",
    isOurs: true,
    inFlight,
    keepsState: true,
    run: async (access, folder) => {
      try {
        const { summary } = await measurePass(access, folder, args);
        const { people, photos, elapsedMs } = summary;
        return { kind: "ended", people: people.listed, photos: photos.downloaded, failures: people.failed, elapsedMs };
      } catch (error) {
        return { kind: "failed", message: error instanceof Error ? error.message : String(error) };
      }
    },
    filesIn: async (folder) => {
      const csv = await readFile(join(folder, "out", "manifest.csv"), "utf8").catch(() => "");
      const rows = parse(csv, { columns: true }) as readonly { readonly objectId: string; readonly file: string }[];
      return new Map(rows.map(({ objectId, file }) => [objectId, join(folder, "out", file)]));
    },
  };
}

/** A peer, whose program is started by a command. */
export function peerContestant(peer: Peer, command: readonly string[]): Contestant {
  const { name, inFlight, keepsState, way } = peer;
  return {
    name,
    isOurs: false,
    inFlight,
    keepsState,
    run: async (access, folder, limitMs) => await runProgram(command, { access, folder, inFlight, way }, limitMs),
    filesIn: async (folder) => {
      const photos = join(folder, "photos");
      const names = await readdir(photos).catch(() => []);
      return new Map(names.map((file) => [file.replace(/\.jpg$/, ""), join(photos, file)]));
    },
  };
}

async function runProgram(command: readonly string[], task: PeerTask, limitMs: number): Promise<Outcome> {
  const [program = "", ...args] = command;
  const child = spawn(program, [...args, JSON.stringify(task)], {
    env: await environmentIn(task.folder, task.access.caCertificatePem),
    stdio: ["ignore", "pipe", "pipe"],
  });
  const closed = once(child, "close");
  const said = Promise.all([text(child.stdout), text(child.stderr)]);
  const timer = new AbortController();
  const ended = await Promise.race([closed, delay(limitMs, undefined, { signal: timer.signal })]);
  if (ended === undefined) {
    child.kill("SIGKILL");
    await closed;
    return { kind: "didNotEnd", afterMs: limitMs };
  }
  timer.abort();
  const [stdout, stderr] = await said;
  const lastLine = stdout.trimEnd().split("\n").at(-1) ?? "";
  if (child.exitCode !== 0 || !lastLine.startsWith("{")) {
    return { kind: "failed", message: `ended with ${child.exitCode}: ${stderr.slice(-1000)}` };
  }
  const { calls: _own, ...report } = JSON.parse(lastLine) as PeerReport;
  return { kind: "ended", ...report };
}

/** A home of its own, and the tenant's certificate for Node and for .NET. */
async function environmentIn(folder: string, caCertificatePem: string): Promise<NodeJS.ProcessEnv> {
  const [home, ca] = [join(folder, "home"), join(folder, "ca.pem")];
  await mkdir(home, { recursive: true });
  await writeFile(ca, caCertificatePem);
  const { PATH, TMPDIR, DOTNET_ROOT } = process.env;
  return {
    ...{ PATH, TMPDIR, DOTNET_ROOT, DOTNET_NOLOGO: "1", DOTNET_CLI_TELEMETRY_OPTOUT: "1" },
    ...{ HOME: home, USERPROFILE: home, NODE_EXTRA_CA_CERTS: ca, SSL_CERT_FILE: ca, CLIMICROSOFT365_NOUPDATE: "1" },
  };
}
