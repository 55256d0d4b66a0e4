import type { Worker, WorkerOptions } from "node:worker_threads";
import type { CodecModules } from "./picture-work.ts";

/** What a pool is made of: its origin differs between a checkout and an executable. */
export interface PictureParts {
  /** Starts a thread with worker.ts as its program. */
  startWorker(codecs: CodecModules): Worker;
  /** Loads and compiles the codecs. Rejects where they cannot be had. */
  codecs(): Promise<CodecModules>;
}

/** How workers are started. Their heap has its limit; pixels are outside of it. */
export function workerOptions(codecs: CodecModules): WorkerOptions {
  return { name: "pictures", workerData: codecs, resourceLimits: { maxOldGenerationSizeMb: 512 } };
}
