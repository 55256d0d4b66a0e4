import assert from "node:assert/strict";
import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import type { TestContext } from "node:test";
import type { SimulatedTenantOptions } from "../../src/simulator/start.ts";
import { quickBackOff, runCommand } from "../running/command.ts";
import { assertExit, makeWorld, type World } from "../running/world.ts";
import { type FileChange, hasStrace, traceFiles } from "./file-trace.ts";

/** Commands against a simulated tenant, of which it is known where they changed files. */
export interface TracedWorld extends World {
  /** A folder for what is named: `TO` in the lists of places. */
  readonly to: string;
  /**
   * Runs a command that ends with this code, and returns the places where it made, changed, renamed or removed a file or a
   * folder, or opened one so that it could be changed: each once and in order, with a root's name (`OUT`, `STATE`, `TO`,
   * `TEMP`, `HOME`, `CWD`, or `FOLDER` for what the test's folder has beside these) in front, and with what is random or of one person written as ID, HEX, NAME, N or RANDOM.
   */
  places(args: readonly string[], exitCode?: number): Promise<readonly string[]>;
  /** What lies in the folder for temporary files, in the account's home and in the folder that commands are started in. */
  left(): Promise<readonly string[]>;
}

/** Undefined as `hasStrace`. */
export async function makeTracedWorld(
  t: TestContext,
  options: SimulatedTenantOptions,
): Promise<TracedWorld | undefined> {
  if (!hasStrace(t)) return undefined;
  const world = await makeWorld(t, options);
  const inFolder = (name: string) => join(world.folder, name);
  const around = { HOME: inFolder("home"), CWD: inFolder("cwd"), TEMP: inFolder("temp") };
  const roots = { ...around, OUT: world.out, STATE: inFolder("state"), TO: inFolder("to"), FOLDER: world.folder };
  for (const folder of [...Object.values(around), roots.TO]) await mkdir(folder);
  const env = { HOME: around.HOME, TMPDIR: around.TEMP, UV_USE_IO_URING: "0" };
  return {
    ...world,
    to: roots.TO,
    places: async (args, exitCode = 0) => {
      const { runBy, changes } = await traceFiles(world.folder, around.CWD);
      const { nodeOptions } = quickBackOff;
      assertExit(await runCommand(args, { env, cwd: around.CWD, runBy, nodeOptions }), exitCode);
      const seen = await changes();
      assertMadeExclusively(seen);
      return placesOf(seen, roots);
    },
    left: async () => (await Promise.all(Object.values(around).map((folder) => readdir(folder)))).flat(),
  };
}

/** A file under construction has a random name, and is opened only by making it. */
function assertMadeExclusively(changes: readonly FileChange[]): void {
  for (const { call, path, isExclusive } of changes.filter(({ path }) => path.endsWith(".tmp"))) {
    assert.match(path, temporaryName);
    if (call.startsWith("open")) assert.equal(isExclusive, true, path);
  }
}

const temporaryName = /[/.][0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.tmp$/;

/** Node's cache of compiled sources, which a checkout has and an executable has not. */
const compileCache = /\/node_modules\/\.cache\/node-compile(?:\/|$)/;

function placesOf(changes: readonly FileChange[], roots: Readonly<Record<string, string>>): readonly string[] {
  const paths = changes.map(({ path }) => path).filter((path) => !compileCache.test(path));
  return [...new Set(paths.map((path) => placeOf(path, roots)))].sort();
}

const uuid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

function placeOf(path: string, roots: Readonly<Record<string, string>>): string {
  const found = Object.entries(roots).find(([, root]) => path === root || path.startsWith(`${root}/`));
  if (found === undefined) return path;
  const [name, root] = found;
  return `${name}${path.slice(root.length)}`
    .replaceAll(uuid, "ID")
    .replace(/(?<=(?:photos|renditions\/\w+)\/)[0-9a-f]{2}(?=\/|$)/, "HEX")
    .replace(/(?<=ID-)[0-9a-f]{12}/, "HEX")
    .replace(/(?<=by-\w+\/)[^/.][^/]*\.jpg$/, "NAME.jpg")
    .replace(/(?<=changes\/)\d+-\d+(?=\.csv)/, "N-N")
    .replace(/(?<=logs\/)\d+/, "N")
    .replace(/(?<=replaced-)\d+/, "N")
    .replace(/(?<=etilqs_)[0-9a-f]+/, "RANDOM")
    .replace(/(?<=exophotos-dry-run-)\w{6}/, "RANDOM");
}
