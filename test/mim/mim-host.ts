import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { TestContext } from "node:test";
import { builtProgram, hasDotnet } from "../running/dotnet.ts";

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
  if (!(await hasDotnet(t, "the scripts"))) return undefined;
  const host = await builtProgram(join(import.meta.dirname, "host"), "exophotos-mim-host");
  const child = spawn("dotnet", [join(host, "mim-host.dll")], { stdio: ["pipe", "pipe", "inherit"] });
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
