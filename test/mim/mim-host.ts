import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import type { TestContext } from "node:test";

/** What the host is to play; see test/mim/host/Request.cs. */
export interface HostRequest {
  readonly mode: "schema" | "import" | "parse" | "delimited";
  /** Of the scripts; of `delimited` the file. */
  readonly folder: string;
  readonly version?: PsmaVersion;
  readonly operationType?: "Full" | "Delta";
  readonly paged?: boolean;
  readonly pageSize?: number;
  readonly customData?: string;
  readonly staleMoreToImport?: boolean;
  /** Breaks the run off after so many pages, as an administrator does. */
  readonly stopAfterPages?: number;
  /** Moves this file to `moveTo` between the first two pages, as a publish does. */
  readonly moveAfterFirstPage?: string;
  readonly moveTo?: string;
  readonly configuration?: Readonly<Record<string, string>>;
  /** Of `delimited`: a .NET name such as `utf-8`, and the column whose base64 text is to be decoded. */
  readonly encoding?: string;
  readonly delimiter?: string;
  readonly photoColumn?: string;
  /** The temporary folder that the scripts find. */
  readonly temporary?: string;
}

export const psmaVersions = ["5.5.1", "5.6.4", "6.0.1050"] as const;
export type PsmaVersion = (typeof psmaVersions)[number];

/** Runs one request in the host and gives the JSON documents that it wrote. */
export type MimHost = (request: HostRequest) => Promise<readonly unknown[]>;

/**
 * The C# host that runs the scripts in the real PowerShell engine, built once for its sources and started once for this
 * test. Where there is no dotnet the test is skipped, and says so; in CI it fails.
 */
export async function mimHost(t: TestContext): Promise<MimHost | undefined> {
  const found = await run("dotnet", ["--version"]).catch(() => undefined);
  if (found === undefined) {
    if (process.env.CI === "true") throw new Error("dotnet is not installed: the scripts cannot be run in CI");
    t.skip("dotnet is not installed: nothing can run the scripts");
    return undefined;
  }
  const child = spawn("dotnet", [join(await builtHost(), "mim-host.dll")], { stdio: ["pipe", "pipe", "inherit"] });
  const closed = once(child, "close");
  t.after(async () => {
    child.stdin.end();
    await closed;
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return async (request) => {
    child.stdin.write(`${JSON.stringify(request)}\n`);
    const documents: unknown[] = [];
    for (let line = await lines.next(); line.done !== true; line = await lines.next()) {
      if (line.value === finished) return documents;
      documents.push(JSON.parse(line.value));
    }
    throw new Error(`The host ended during ${JSON.stringify(request)}`);
  };
}

const finished = '{"finished":true}';
const sources = join(import.meta.dirname, "host");
const cache = join(import.meta.dirname, "../../node_modules/.cache/exophotos-mim-host");

/** The folder of the built host. It gets its name when it is complete, so that two test files can build at once. */
async function builtHost(): Promise<string> {
  const hash = createHash("sha256");
  const names = (await readdir(sources)).filter((name) => /\.(cs|csproj)$/.test(name)).sort();
  for (const name of names) hash.update(name).update(await readFile(join(sources, name)));
  const target = join(cache, hash.digest("hex").slice(0, 16));
  if (await exists(target)) return target;
  await mkdir(cache, { recursive: true });
  const work = await mkdtemp(join(tmpdir(), "exophotos-mim-host-"));
  const built = await mkdtemp(join(cache, "building-"));
  try {
    for (const name of names) await cp(join(sources, name), join(work, name));
    // Nothing of the build stays behind: no compiler server, no build node.
    const alone = ["-nodeReuse:false", "-p:UseSharedCompilation=false"];
    await run("dotnet", ["build", join(work, "MimHost.csproj"), "-v", "quiet", "--nologo", "-o", built, ...alone]);
    await rename(built, target).catch(async (error: unknown) => {
      if (!(await exists(target))) throw error;
    });
    return target;
  } finally {
    await rm(work, { recursive: true, force: true });
    await rm(built, { recursive: true, force: true });
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

async function run(program: string, args: readonly string[]): Promise<string> {
  const env = { ...process.env, DOTNET_NOLOGO: "1", DOTNET_CLI_TELEMETRY_OPTOUT: "1" };
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"], env });
  const ended = new Promise<number | null>((resolve, reject) => child.once("error", reject).once("close", resolve));
  const [exitCode, stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  if (exitCode !== 0) throw new Error(`${program} ${args.join(" ")} ended with ${exitCode}\n${stdout}\n${stderr}`);
  return stdout;
}
