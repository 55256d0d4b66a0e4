import { stat } from "node:fs";

/** Photos are written by this many threads: each waits for the disk most of the time, which can flush several at once. */
const threads = 8;

/**
 * Gives file calls more threads than libuv's four. Its pool starts with the first such call and reads the size from the
 * environment then, so this comes before everything else; a size that the operator set stays. On Windows the C runtime
 * keeps a copy of the environment, and there it takes a size that was set before the start only.
 */
export function widenThreadPool(env: NodeJS.ProcessEnv): void {
  env.UV_THREADPOOL_SIZE ??= String(threads);
}

const nudgeEveryMs = 1000;

/**
 * Gives the thread pool a small job each second, until the process ends. In glibc before 2.41 the signal that wakes a thread
 * for a job can be lost (sourceware.org bug 25847): the job then stays in the queue until the next one comes, and a pass
 * that waits for nothing else would wait for ever. Other systems do not need it.
 */
export function keepThreadPoolAwake(): void {
  if (process.platform !== "linux") return;
  setInterval(() => stat("/", () => undefined), nudgeEveryMs).unref();
}
