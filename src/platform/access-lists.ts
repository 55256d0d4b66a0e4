import { quotePowerShell } from "../model/powershell-literal.ts";
import { powershellProgram, powershellWords } from "./powershell.ts";
import { ChildFailure, runChild } from "./run-child.ts";

const timeoutMs = 30_000;
const maxOutputBytes = 4 * 1024 * 1024;

/**
 * The access control lists of files and folders on Windows, as SDDL by path; of what is missing or may not be looked at
 * there is none. Undefined where Windows PowerShell cannot be run. Throws the signal's reason.
 */
export async function readAccessLists(
  paths: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string> | undefined> {
  const words = powershellWords(accessListScript(paths));
  try {
    const run = { program: powershellProgram(), words, input: "", timeoutMs, maxOutputBytes, signal };
    const { exitCode, stdout } = await runChild(run);
    return exitCode === 0 ? listsIn(stdout, paths) : undefined;
  } catch (error) {
    if (error instanceof ChildFailure) return undefined;
    throw error;
  }
}

/**
 * Prints a line for each path: its number and its SDDL. Only a cmdlet and a property, which the constrained language allows
 * too. The paths are in the script because that, unlike standard input, is UTF-16 on the way.
 */
export function accessListScript(paths: readonly string[]): string {
  return `
$number = 0
foreach ($path in @(${paths.map(quotePowerShell).join(", ")})) {
    try { "$number " + (Get-Acl -LiteralPath $path -ErrorAction Stop).Sddl } catch { }
    $number = $number + 1
}
exit 0
`;
}

/** What the script printed, by path. */
export function listsIn(output: string, paths: readonly string[]): ReadonlyMap<string, string> {
  const lists = new Map<string, string>();
  for (const line of output.split(/\r?\n/)) {
    const [, number, sddl = ""] = /^(\d+) (\S.*)$/.exec(line) ?? [];
    const path = number === undefined ? undefined : paths[Number(number)];
    if (path !== undefined) lists.set(path, sddl);
  }
  return lists;
}
