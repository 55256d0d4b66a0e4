import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { system32 } from "./powershell.ts";

const run = promisify(execFile);
const timeoutMs = 30_000;

/**
 * On Windows: takes a file away from everybody but the account that runs this, whatever its folder allows; it stays so
 * when it is renamed. Elsewhere a file's mode does that. Throws what made icacls or whoami fail.
 */
export async function restrictOnWindows(path: string): Promise<void> {
  if (process.platform !== "win32") return;
  const options = { timeout: timeoutMs, windowsHide: true };
  const { stdout } = await run(system32("whoami.exe"), ["/user", "/fo", "csv", "/nh"], options);
  await run(system32("icacls.exe"), icaclsWords(path, parseAccountSid(stdout)), options);
}

/** The words for icacls that leave one entry: full access for the account of this SID. */
export function icaclsWords(path: string, sid: string): readonly string[] {
  return [path, "/inheritance:r", "/grant:r", `*${sid}:F`];
}

/**
 * The SID in what `whoami /user /fo csv /nh` prints: `"domain\user","S-1-5-…"`. It names any account, also a group managed
 * one, in any language. Throws an `Error` where there is none.
 */
export function parseAccountSid(csv: string): string {
  const sid = /"(S-1-\d+(?:-\d+){1,15})"\s*$/.exec(csv)?.[1];
  if (sid === undefined) throw new Error("whoami names no SID");
  return sid;
}
