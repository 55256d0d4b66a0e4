import { ExophotosError } from "../errors.ts";
import type { Finding } from "./finding.ts";

/**
 * Runs one check for at most `timeoutMs`. An error of ours is a finding, and so is the end of the time, also when the
 * check does not heed its signal. Throws the reason of `interrupted`, and what is a defect.
 */
export async function within(
  timeoutMs: number,
  interrupted: AbortSignal,
  check: (signal: AbortSignal) => Promise<Finding>,
): Promise<Finding> {
  interrupted.throwIfAborted();
  const timeout = AbortSignal.timeout(timeoutMs);
  const signal = AbortSignal.any([interrupted, timeout]);
  const { promise: ended, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([check(signal), ended]);
  } catch (error) {
    interrupted.throwIfAborted();
    if (timeout.aborted) return { kind: "timedOut", afterMs: timeoutMs };
    if (error instanceof ExophotosError) return { kind: "failed", error };
    throw error;
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
