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
