import { Worker } from "node:worker_threads";
import { createBell } from "../../src/platform/bell.ts";
import type { PictureParts } from "../../src/renditions/picture-parts.ts";
import type { CodecModules } from "../../src/renditions/picture-work.ts";

/** A pool's parts with another program for its workers, and what was started of them. */
export interface StandInParts extends PictureParts {
  readonly started: readonly Worker[];
  /** Resolves when so many of them have come to run. */
  readonly running: (count: number) => Promise<void>;
  readonly compiled: () => number;
}

export type StandInProgram = "stand-in-worker.ts" | "worker-that-cannot-start.ts";

/** The smallest module there is. */
const emptyModule = Uint8Array.of(0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00);

/** Workers with little memory, so that all of it is soon taken. */
export function standInParts(program: StandInProgram = "stand-in-worker.ts"): StandInParts {
  const started: Worker[] = [];
  const online = createBell();
  let running = 0;
  let compiled = 0;
  return {
    started,
    running: async (count) => {
      while (running < count) await online.next();
    },
    compiled: () => compiled,
    startWorker: (codecs: CodecModules) => {
      const options = { workerData: codecs, resourceLimits: { maxOldGenerationSizeMb: 24 } };
      const worker = new Worker(new URL(program, import.meta.url), options);
      started.push(worker);
      worker.once("online", () => {
        running += 1;
        online.ring();
      });
      return worker;
    },
    codecs: async () => {
      compiled += 1;
      const module = await WebAssembly.compile(emptyModule);
      return { jpegDecoder: module, jpegEncoder: module };
    },
  };
}
