import { join } from "node:path";
import type { OutputLayout } from "../manifest/output-layout.ts";
import { createLog } from "../platform/log.ts";
import { makeFolder } from "../platform/make-folder.ts";
import type { PassListener } from "./events.ts";
import type { PassParts } from "./pass-options.ts";

/** The log file of one pass. */
export interface PassLog {
  readonly listener: PassListener;
  close(): Promise<void>;
}

/** Opens `logs/<pass>.ndjson`, which gets each event of the pass. Throws `outputFailed`. */
export async function passLog({ logsDir }: OutputLayout, pass: number, parts: PassParts): Promise<PassLog> {
  await makeFolder(logsDir);
  const log = createLog({ destination: join(logsDir, `${pass}.ndjson`), level: "debug" });
  return { listener: parts.listenerFor(log), close: () => log.close() };
}
