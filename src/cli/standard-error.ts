import type { LogFormat } from "../settings/values.ts";

/** Whether standard error gets a JSON object a line, as it does where nobody watches, or sentences and live lines. */
export function isForMachines(logFormat: LogFormat, stderr: { readonly isTTY?: boolean }): boolean {
  return logFormat === "json" || (logFormat === "auto" && stderr.isTTY !== true);
}
