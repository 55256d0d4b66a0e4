import { existsSync } from "node:fs";
import { join } from "node:path";
import { ExophotosError } from "../errors.ts";
import { outputLayout } from "../manifest/output-layout.ts";
import type { FileMode } from "../model/file-mode.ts";
import { isLockHeld } from "../publish/lock.ts";
import type { OutputMarker } from "../publish/marker.ts";
import { inspectState, type StateSeen } from "../store/inspect-state.ts";
import { checkAccess } from "./access-check.ts";
import type { CheckResult, Finding } from "./finding.ts";
import { checkOut } from "./out-check.ts";
import type { CheckRun } from "./run-check.ts";
import { checkSpace, checkVolume } from "./volume-checks.ts";

/** Where a pass would write, and the files that hold secrets. */
export interface DirectoryWishes {
  readonly out: string;
  readonly stateDir: string | undefined;
  readonly tenantId: string;
  readonly secretFiles: readonly string[];
  readonly fileMode: FileMode;
}

/** Checks the export directory and what lies in it. Nothing is left behind. */
export async function* checkDirectory(
  run: CheckRun,
  { out, stateDir, tenantId, secretFiles, fileMode }: DirectoryWishes,
): AsyncGenerator<CheckResult, void, undefined> {
  const layout = outputLayout(out);
  let marker: OutputMarker | undefined;
  let isOurs = false;
  yield await run.check("out", [], async () => {
    const seen = await checkOut(out, tenantId);
    marker = seen.marker;
    isOurs = true;
    return seen.finding;
  });
  const stateFolder = () => marker?.stateDir ?? stateDir ?? layout.ownDir;
  // Read once, and before the space that its sum decides about; what is wrong with it is its own check's.
  const state = isOurs ? look(() => inspectState(join(stateFolder(), "state.db"))) : { seen: undefined };
  yield await run.check("space", [], () =>
    checkSpace(out, stateFolder(), "seen" in state ? (state.seen?.publishedBytes ?? 0) : 0),
  );
  yield await run.check("volume", [], () => checkVolume(out, stateFolder(), marker === undefined));
  yield await run.check("access", [], (signal) => checkAccess({ secretFiles, out, fileMode }, signal));
  yield await run.check("state", ["out"], () => {
    if ("error" in state) throw state.error;
    const isPublished = existsSync(layout.manifestCsv) || existsSync(layout.manifestJson);
    return stateFinding(state.seen, isPublished, join(stateFolder(), "state.db"));
  });
  yield await run.check("lock", ["out"], () => (isLockHeld(out) ? { kind: "lockHeld", out } : { kind: "lockFree" }));
}

type Looked<T> = { readonly seen: T } | { readonly error: unknown };

function look<T>(read: () => T): Looked<T> {
  try {
    return { seen: read() };
  } catch (error) {
    return { error };
  }
}

function stateFinding(seen: StateSeen | undefined, isPublished: boolean, path: string): Finding {
  if (seen === undefined) {
    if (!isPublished) return { kind: "stateNone" };
    throw new ExophotosError("stateDamaged", { path, problem: "the file is missing" });
  }
  const { version, supported, people } = seen;
  return people === undefined ? { kind: "stateOlder", version, supported } : { kind: "stateSound", version, people };
}
