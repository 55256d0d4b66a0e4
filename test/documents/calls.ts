import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { PowerShell } from "../running/powershell.ts";
import { type Fence, fencesOf, type Page } from "./pages.ts";
import { parseBlocks } from "./powershell-calls.ts";

/** A call of the program as a shell would make it. */
export interface Call {
  readonly page: Page;
  /** What the reader sees. */
  readonly shown: string;
  /** The words after the program's name. */
  readonly words: readonly string[];
}

/**
 * The calls in all blocks of PowerShell and sh, in the order they stand. Throws where a shell does not take a block, or
 * where a call has a variable that its page gives no value.
 */
export async function readCalls(pages: readonly Page[], engine: PowerShell): Promise<readonly Call[]> {
  const fences = pages.flatMap(fencesOf);
  const inPowerShell = fences.filter(({ language }) => language === "powershell");
  const parsed = await parseBlocks(engine, inPowerShell);
  const blocks = new Map(inPowerShell.map((fence, index) => [fence, parsed[index]]));
  const calls: Call[] = [];
  for (const fence of fences) {
    const { page } = fence;
    const block = fence.language === "sh" ? await shellBlock(fence) : blocks.get(fence);
    if (block === undefined) continue;
    if (block.mistakes.length > 0) throw new Error(`${page.path}\n${fence.text}\n${block.mistakes.join("\n")}`);
    for (const { shown, words } of block.calls) {
      if (words.includes(undefined)) throw new Error(`${page.path}: a word that the page gives no value\n${shown}`);
      calls.push({ page, shown, words: words.filter((word) => word !== undefined) });
    }
  }
  return calls;
}

/** Only lines that begin with the program are run, by a bash that has nothing else to run. */
async function shellBlock({ text }: Fence) {
  const mistakes = await run("bash", ["-n", "-c", text]).then(
    () => [],
    (error: Error) => [error.message],
  );
  const lines = text
    .replaceAll("\\\n", " ")
    .split("\n")
    .filter((line) => line.startsWith("exophotos "));
  const calls = await Promise.all(lines.map(async (shown) => ({ shown, words: await shellWords(shown) })));
  return { mistakes, calls };
}

async function shellWords(line: string): Promise<readonly string[]> {
  const script = `PATH=\nexophotos() { printf '%s\\0' "$@"; }\n${line}`;
  // A relative home: what is written there stays in the folder that the call runs in.
  const { stdout } = await run("bash", ["--norc", "-c", script], { env: { HOME: "home" } });
  return stdout.split("\0").slice(0, -1);
}

const run = promisify(execFile);
