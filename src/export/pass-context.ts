import type { OutputLayout } from "../manifest/output-layout.ts";
import type { EtagTrait } from "../plan/due.ts";
import type { Bell } from "../platform/bell.ts";
import type { GroupedWrites } from "../store/grouped-writes.ts";
import type { State } from "../store/state.ts";
import type { EtagSample } from "./etag-sample.ts";
import type { EveryoneWatch } from "./everyone-watch.ts";
import type { PassOptions, PassParts } from "./pass-options.ts";
import type { PassSamples } from "./pass-samples.ts";
import type { PhotoFiles } from "./photo-files.ts";
import type { PassProgress } from "./progress.ts";
import type { PassStops } from "./stops.ts";

/** What the steps of a running pass share. */
export interface PassContext {
  readonly options: PassOptions;
  readonly parts: PassParts;
  readonly layout: OutputLayout;
  readonly state: State;
  readonly writes: GroupedWrites;
  readonly files: PhotoFiles;
  readonly progress: PassProgress;
  readonly samples: PassSamples;
  readonly stops: PassStops;
  readonly watch: EveryoneWatch;
  readonly sample: EtagSample;
  /** Rings when there may be new work, or an end of it. */
  readonly bell: Bell;
  readonly pass: number;
  readonly startedAtMs: number;
  /** How long before this pass the one before began; 0 where there was none. */
  readonly sinceLastPassMs: number;
  /** What the first downloads showed so far; later decisions follow it. */
  etagTrait: EtagTrait;
  /** Whether Exchange's listing reached its end in this pass; only then what it says counts. */
  exchangeHeard: boolean;
  /** `--filter`, `--group` or `--users-from` leaves people out. */
  readonly choiceIsRestricted: boolean;
  /** Whether the choice differs from the published one. Asked after recovery, which may publish another. */
  readonly choiceChanged: () => boolean;
  /** The choice as text, to compare with the one that was last published. */
  readonly choiceKey: string;
}
