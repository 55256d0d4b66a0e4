import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { TestContext } from "node:test";
import { builtProgram, hasDotnet } from "./dotnet.ts";

const words = ["-NoProfile", "-NonInteractive", "-OutputFormat", "Text", "-EncodedCommand"];
const sources = join(import.meta.dirname, "../entra/powershell");

/** Runs a script in the real PowerShell engine with lines as its `$input`, and gives the lines that it put out. */
export type PowerShell = (script: string, lines: readonly string[]) => Promise<readonly string[]>;

/** The engine; undefined where there is no dotnet, and the test is then skipped. In CI it fails. */
export async function powershellEngine(t: TestContext, forWhat: string): Promise<PowerShell | undefined> {
  if (!(await hasDotnet(t, forWhat))) return undefined;
  const program = join(await builtProgram(sources, "exophotos-powershell"), "powershell-stand-in.dll");
  return async (script, lines) => {
    const encoded = Buffer.from(script, "utf16le").toString("base64");
    const child = spawn("dotnet", [program, ...words, encoded], { stdio: ["pipe", "pipe", "inherit"] });
    const closed = once(child, "close");
    child.stdin.end(lines.map((line) => `${line}\n`).join(""));
    const output: string[] = [];
    for await (const line of createInterface({ input: child.stdout })) output.push(line);
    const [exitCode] = await closed;
    if (exitCode !== 0) throw new Error(`the script ended with ${exitCode}`);
    return output;
  };
}
