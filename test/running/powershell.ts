import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { TestContext } from "node:test";
import { builtProgram, hasDotnet } from "./dotnet.ts";

/** The words with which the program takes a script, in base64 of UTF-16. */
export const encodedCommand = ["-NoProfile", "-NonInteractive", "-OutputFormat", "Text", "-EncodedCommand"];

/** Runs a script in the real PowerShell engine with lines as its `$input`, and gives the lines that it put out. */
export type PowerShell = (script: string, lines: readonly string[]) => Promise<readonly string[]>;

/**
 * The path of the program that holds the real PowerShell engine, for `dotnet` to run. Undefined where there is no dotnet,
 * and the test is then skipped; in CI it fails.
 */
export async function powershellProgram(t: TestContext, forWhat: string): Promise<string | undefined> {
  if (!(await hasDotnet(t, forWhat))) return undefined;
  const sources = join(import.meta.dirname, "../entra/powershell");
  return join(await builtProgram(sources, "exophotos-powershell"), "powershell-stand-in.dll");
}

/** The engine, ready to run scripts. Undefined as `powershellProgram`. */
export async function powershellEngine(t: TestContext, forWhat: string): Promise<PowerShell | undefined> {
  const program = await powershellProgram(t, forWhat);
  if (program === undefined) return undefined;
  return async (script, lines) => {
    const encoded = Buffer.from(script, "utf16le").toString("base64");
    const child = spawn("dotnet", [program, ...encodedCommand, encoded], { stdio: ["pipe", "pipe", "inherit"] });
    const closed = once(child, "close");
    child.stdin.end(lines.map((line) => `${line}\n`).join(""));
    const output: string[] = [];
    for await (const line of createInterface({ input: child.stdout })) output.push(line);
    const [exitCode] = await closed;
    if (exitCode !== 0) throw new Error(`the script ended with ${exitCode}`);
    return output;
  };
}
