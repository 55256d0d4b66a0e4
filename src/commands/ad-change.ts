import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { withoutDryRun } from "../cli/next-step.ts";
import type { Work } from "../cli/work-reporter.ts";
import type { ChangeParts, ChangeProgress } from "../directory/change-directory.ts";
import { Directory } from "../directory/directory.ts";
import { resultCsv } from "../directory/result-csv.ts";
import { type Tally, tally } from "../directory/tally.ts";
import { ExophotosError } from "../errors.ts";
import { directoryPeer } from "../model/directory.ts";
import { counted } from "../model/quantities.ts";
import { writeDurably } from "../platform/durable-file.ts";
import type { CommonSettings } from "../settings/parts.ts";
import type { DirectorySettings } from "../settings/types.ts";
import type { Database } from "../store/database.ts";
import { tallyLines } from "./ad-text.ts";
import { say, sayNext, workReporterFor } from "./reporter.ts";
import type { Services, VerbEnd } from "./services.ts";
import { writeDocument } from "./write-result.ts";

type Settings = CommonSettings & DirectorySettings;

/** What a directory is changed with. */
export type ChangeTools = Pick<ChangeParts, "clock" | "signal" | "onUndo" | "onProgress">;

const works = {
  read: { name: "Read", unit: "objects" },
  compare: { name: "Compared", unit: "pictures" },
  change: { name: "Changed", unit: "pictures" },
} as const satisfies Record<ChangeProgress["stage"], Pick<Work, "name" | "unit">>;

/** Failures that the JSON document names one by one. */
const namedFailures = 10_000;

/** Throws `usageWrong` where a file of this name is there: an undo file is never replaced. */
export function refuseExisting(undo: string): void {
  if (!existsSync(undo)) return;
  throw new ExophotosError("usageWrong", { problem: `${undo} is there already, and an undo file is never replaced` });
}

/** A time for the name of a file. */
export function stampOf(nowMs: number): string {
  return new Date(nowMs).toISOString().replaceAll(/[-:.]/g, "");
}

/**
 * Signs in, changes the directory, and says what became of every wish in the workspace, also where it ended badly on
 * the way.
 */
export async function changeAndTell(
  workspace: Database,
  settings: Settings,
  services: Services,
  change: (directory: Directory, tools: ChangeTools) => Promise<void>,
): Promise<VerbEnd> {
  const { access, reconnectForMs, dryRun, console } = settings;
  const { clock, interrupted: signal } = services;
  const work = workReporterFor(console, services);
  const sayAbove = (sentence: string) => work.above(() => say(console, services, sentence));
  const onLost = (host: string) => sayAbove(`The connection to ${host} was lost; it is made anew.`);
  let undo: string | undefined;
  const onUndo = (path: string, changes: number) => {
    undo = path;
    sayAbove(`${counted(changes, "picture", "pictures")} to change; the old values are in ${path}.`);
  };
  const onProgress = ({ stage, done, total }: ChangeProgress) => work.update({ ...works[stage], done, total });
  let failure: { readonly error: unknown } | undefined;
  const directory = await Directory.open(access, { clock, signal, reconnectForMs, onLost });
  try {
    await change(directory, { clock, signal, onUndo, onProgress });
  } catch (error) {
    failure = { error };
  } finally {
    work.close();
    await directory.close();
  }
  const came = tally(workspace, namedFailures);
  await tell(workspace, came, undo, settings, services);
  if (signal.aborted) throw new ExophotosError("interrupted", { during: "directory" });
  if (failure !== undefined) throw failure.error;
  if (dryRun && came.results.planned > 0) sayNext(console, services, withoutDryRun);
  return came.results.failed > 0 ? "someFailed" : "done";
}

async function tell(
  workspace: Database,
  came: Tally,
  undo: string | undefined,
  { access, to, dryRun, console }: Settings,
  services: Services,
): Promise<void> {
  const { stdout, clock } = services;
  if (to !== undefined) await writeDurably(to, resultCsv(workspace), { tempDir: dirname(to), clock });
  if (!console.json) {
    const lines = tallyLines(came, { dryRun, quiet: console.quiet, to });
    stdout.write(`${lines.join("\n")}\n`);
    return;
  }
  const { address } = access;
  const failures = came.failures.map(({ objectId, userPrincipalName, dn, attribute, result, problem, detail }) => {
    return { objectId, userPrincipalName, dn, attribute, result, problem, detail };
  });
  writeDocument(services, {
    formatVersion: 1,
    directory: directoryPeer(address),
    base: address.baseDn,
    dryRun,
    results: came.results,
    problems: came.problems,
    undo: undo ?? null,
    failures,
  });
}
