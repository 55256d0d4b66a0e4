import type { FileHandle } from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import timers, { setImmediate } from "node:timers/promises";
import type { CommandEnd } from "../running/command.ts";
import { type Errno, failWith } from "./steps/fault.ts";
import { changesSomething, type Step } from "./steps/step.ts";
import { watchSteps } from "./steps/watch-steps.ts";

export interface FailingStep {
  /** The folder that the pass is about. */
  readonly root: string;
  readonly point: string;
  readonly occurrence: number;
  readonly errno: Errno;
  /** Whether everything that changes the disk or the state fails from then on. */
  readonly lasting: boolean;
}

/** Runs a pass in this process, one step of which fails. */
export async function failingPass(
  { root, point, occurrence, errno, lasting }: FailingStep,
  run: () => Promise<CommandEnd>,
): Promise<{ readonly end: CommandEnd; readonly happened: boolean; readonly leftOpen: readonly string[] }> {
  let left = occurrence;
  /** A step of the failure's own, such as the end of a transaction. */
  let isFailing = false;
  const handles = new Map<FileHandle, string>();
  const endWatch = watchSteps(root, (step, proceed) => {
    if (step.operation !== "open") return act(step, proceed);
    const opened = act(step, proceed) as Promise<FileHandle>;
    return opened.then((handle) => {
      handles.set(handle, step.point);
      return handle;
    });
  });
  const act = (step: Step, proceed: () => unknown) => {
    if (isFailing) return proceed();
    if (left > 0 && step.point === point) {
      left -= 1;
      if (left > 0) return proceed();
    } else if (left > 0 || !lasting || !changesSomething(step)) return proceed();
    isFailing = true;
    try {
      return failWith(errno, step, proceed);
    } finally {
      isFailing = false;
    }
  };
  const endHurry = hurryRenames();
  try {
    const end = await run();
    const leftOpen = [...handles].filter(([{ fd }]) => fd !== -1).map(([, opened]) => opened);
    return { end, happened: left === 0, leftOpen };
  } finally {
    endHurry();
    endWatch();
  }
}

/** Has the minutes for which a refused rename is tried again pass at once. */
function hurryRenames(): () => void {
  const { setTimeout: delay } = timers;
  const now = performance.now.bind(performance);
  let skippedMs = 0;
  timers.setTimeout = (async (ms: number, ...rest: [unknown, { signal?: AbortSignal }]) => {
    if (!(new Error().stack ?? "").includes("rename-with-retry")) return await delay(ms, ...rest);
    skippedMs += ms;
    return await setImmediate(rest[0]);
  }) as typeof timers.setTimeout;
  performance.now = () => now() + skippedMs;
  syncBuiltinESMExports();
  return () => {
    timers.setTimeout = delay;
    performance.now = now;
    syncBuiltinESMExports();
  };
}
