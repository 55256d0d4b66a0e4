import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { TestContext } from "node:test";

const caches = join(import.meta.dirname, "../../node_modules/.cache");

/** Whether there is dotnet. Where there is none the test is skipped, and says so; in CI it fails. */
export async function hasDotnet(t: TestContext, forWhat: string): Promise<boolean> {
  if ((await dotnetVersion()) !== undefined) return true;
  if (process.env.CI === "true") throw new Error(`dotnet is not installed: ${forWhat} cannot be run in CI`);
  t.skip(`dotnet is not installed: nothing can run ${forWhat}`);
  return false;
}

/** The version of dotnet, or undefined where there is none. */
export async function dotnetVersion(): Promise<string | undefined> {
  return (await run("dotnet", ["--version"]).catch(() => undefined))?.trim();
}

/**
 * The folder of a program built once for the C# sources in a folder, which hold one project. It gets its name when it is
 * complete, so that two test files can build at once.
 */
export async function builtProgram(sources: string, name: string): Promise<string> {
  const cache = join(caches, name);
  const hash = createHash("sha256");
  const files = (await readdir(sources)).filter((file) => /\.(cs|csproj)$/.test(file)).sort();
  for (const file of files) hash.update(file).update(await readFile(join(sources, file)));
  const target = join(cache, hash.digest("hex").slice(0, 16));
  if (await exists(target)) return target;
  await mkdir(cache, { recursive: true });
  const work = await mkdtemp(join(tmpdir(), `${name}-`));
  const built = await mkdtemp(join(cache, "building-"));
  try {
    for (const file of files) await cp(join(sources, file), join(work, file));
    // Nothing of the build stays behind: no compiler server, no build node.
    const alone = ["-nodeReuse:false", "-p:UseSharedCompilation=false"];
    await run("dotnet", ["build", work, "-v", "quiet", "--nologo", "-o", built, ...alone]);
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
