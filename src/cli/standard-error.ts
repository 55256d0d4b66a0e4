import { type LogFormat, logFormats } from "../settings/values.ts";

/** Whether standard error gets a JSON object a line, as it does where nobody watches, or sentences and live lines. */
export function isForMachines(logFormat: LogFormat, stderr: { readonly isTTY?: boolean }): boolean {
  return logFormat === "json" || (logFormat === "auto" && stderr.isTTY !== true);
}

/** What `--log-format` says on a command line whose settings could not be read. */
export function logFormatIn(argv: readonly string[]): LogFormat {
  const words = argv.flatMap((word) => (word.startsWith("--log-format=") ? word.split("=", 2) : [word]));
  const at = words.lastIndexOf("--log-format");
  return logFormats.find((format) => at >= 0 && format === words[at + 1]) ?? "auto";
}
