import { getHeapSpaceStatistics, setFlagsFromString } from "node:v8";

/** Both halves of V8's young generation together; it doubles from 2 MB on. */
const youngBytes = 32 * 1024 * 1024;
const lookEveryMs = 50;

/**
 * Keeps V8's heap close to what a program needs that makes garbage all the time and keeps almost nothing of it. By
 * itself, on a machine with much memory, V8 lets the young generation come to 128 MB, and the old one to several times
 * what lives in it, before it looks what it can free. Both are limited by flags before the start only, which whoever
 * starts the program would have to know of; how fast they grow V8 looks up each time.
 */
export function boundHeapGrowth(): void {
  setFlagsFromString("--heap-growing-percent=50");
  stopYoungGrowth();
}

/** A young generation that is too small would cost time: it may grow to its size first. */
function stopYoungGrowth(): void {
  const young = getHeapSpaceStatistics().find((space) => space.space_name === "new_space");
  if (young === undefined) return;
  if (young.space_size >= youngBytes) setFlagsFromString("--semi-space-growth-factor=1");
  else setTimeout(stopYoungGrowth, lookEveryMs).unref();
}
