import { join } from "node:path";

/**
 * The PowerShell to start: on Windows the one that every installation has, by its full path, so that no other of that name
 * is taken; elsewhere `pwsh` of the PATH.
 */
export function powershellProgram(): string {
  if (process.platform !== "win32") return "pwsh";
  return system32("WindowsPowerShell", "v1.0", "powershell.exe");
}

/** The words that have PowerShell run a script: UTF-16 on the way, so that every character arrives. */
export function powershellWords(script: string): readonly string[] {
  const encoded = Buffer.from(script, "utf16le").toString("base64");
  return ["-NoProfile", "-NonInteractive", "-OutputFormat", "Text", "-EncodedCommand", encoded];
}

/** A path in the folder of Windows' own programs. */
export function system32(...path: readonly string[]): string {
  return join(process.env.SystemRoot ?? "C:\\Windows", "System32", ...path);
}
