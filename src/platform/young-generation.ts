import { getHeapSpaceStatistics, setFlagsFromString } from "node:v8";

/** Both halves of it together; V8 doubles it from 2 MB on. */
const enoughBytes = 32 * 1024 * 1024;
const lookEveryMs = 50;

/**
 * Keeps V8's young generation from growing beyond some 32 MB. On a machine with much memory V8 lets it come to 128 MB,
 * which is of no use to a program that makes garbage all the time and keeps almost nothing of it. The size can only be
 * limited by a flag before the start (`--max-semi-space-size`), which whoever starts the program would have to know of;
 * the factor by which it grows is looked up each time that it does.
 */
export function boundYoungGeneration(): void {
  const young = getHeapSpaceStatistics().find((space) => space.space_name === "new_space");
  if (young === undefined) return;
  if (young.space_size >= enoughBytes) setFlagsFromString("--semi-space-growth-factor=1");
  else setTimeout(boundYoungGeneration, lookEveryMs).unref();
}
