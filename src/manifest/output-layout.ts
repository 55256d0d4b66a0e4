import { join } from "node:path";

/** Absolute or OUT-relative paths of everything in an output directory, as the operator's spelling of OUT gives them. */
export interface OutputLayout {
  readonly out: string;
  readonly manifestCsv: string;
  readonly manifestJson: string;
  readonly changesCsv: string;
  readonly changesDir: string;
  readonly photosDir: string;
  readonly lastRun: string;
  readonly ownDir: string;
  readonly marker: string;
  readonly lockDb: string;
  /** Where state.db is unless `--state-dir` moves it. */
  readonly stateDb: string;
  readonly logsDir: string;
  /** Files under construction, on OUT's volume. */
  readonly tempDir: string;
}

/** The layout of one output directory. */
export function outputLayout(out: string): OutputLayout {
  const ownDir = join(out, ownDirName);
  return {
    out,
    manifestCsv: join(out, "manifest.csv"),
    manifestJson: join(out, "manifest.json"),
    changesCsv: join(out, "changes.csv"),
    changesDir: join(out, "changes"),
    photosDir: join(out, "photos"),
    lastRun: join(out, "last-run.json"),
    ownDir,
    marker: join(ownDir, "marker.json"),
    lockDb: join(ownDir, "lock.db"),
    stateDb: join(ownDir, "state.db"),
    logsDir: join(ownDir, "logs"),
    tempDir: join(ownDir, "tmp"),
  };
}

/** The folder in OUT that no consumer needs to look into. */
export const ownDirName = ".exophotos";
