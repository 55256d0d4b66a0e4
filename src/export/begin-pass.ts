import type { EtagTrait } from "../plan/due.ts";
import { createBell } from "../platform/bell.ts";
import { GroupedWrites } from "../store/grouped-writes.ts";
import type { Choice } from "../tenant/choice.ts";
import { EtagSample } from "./etag-sample.ts";
import { EveryoneWatch } from "./everyone-watch.ts";
import type { OpenOutput } from "./open-output.ts";
import type { PassContext } from "./pass-context.ts";
import type { PassOptions, PassParts } from "./pass-options.ts";
import { PassSamples } from "./pass-samples.ts";
import { noPhotoFiles, outputPhotoFiles } from "./photo-files.ts";
import { PassProgress } from "./progress.ts";
import { passStops } from "./stops.ts";

/** Numbers the pass in the state and puts together what its steps share. */
export function beginPass(options: PassOptions, parts: PassParts, { state, layout }: OpenOutput): PassContext {
  state.meta.set("refreshAfterMs", String(options.refreshAfterMs));
  state.meta.set("recheckWithinMs", String(options.recheckWithinMs ?? 0));
  state.meta.set("fileMode", options.fileMode);
  const startedAtMs = parts.clock.now();
  const lastStartMs = state.passes.lastStart();
  const unflushed = state.passes.firstOpen() !== undefined;
  const choiceKey = keyOf(options.choice);
  const progress = new PassProgress(parts.listener, parts.tenant);
  const samples = new PassSamples(parts.clock);
  progress.alsoTell(samples.listener);
  return {
    options,
    parts,
    layout,
    state,
    writes: new GroupedWrites(state),
    files: options.dryRun ? noPhotoFiles() : outputPhotoFiles(layout, { unflushed }),
    progress,
    samples,
    stops: passStops(parts.interrupted, options.deadlineMs, parts.clock),
    watch: new EveryoneWatch(parts.graphHost),
    sample: new EtagSample(),
    bell: createBell(),
    pass: state.passes.begin(startedAtMs, parts.bootAtMs, choiceKey),
    startedAtMs,
    sinceLastPassMs: lastStartMs === undefined ? 0 : Math.max(0, startedAtMs - lastStartMs),
    etagTrait: (state.meta.get("etagTrait") ?? "unknown") as EtagTrait,
    exchangeHeard: false,
    choiceIsRestricted: options.choice.kind !== "everyone",
    choiceChanged: () => {
      const published = state.meta.get("choice");
      // A rebuilt state does not know the choice: then nobody goes before two listings agree.
      return published !== undefined && published !== choiceKey;
    },
    choiceKey,
  };
}

function keyOf(choice: Choice): string {
  switch (choice.kind) {
    case "everyone":
      return "everyone";
    case "filter":
      return `filter ${choice.filter}`;
    case "group":
      return `group ${choice.groupId}`;
    case "keys":
      return `users-from ${choice.origin}`;
  }
}
