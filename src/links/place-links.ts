import { join } from "node:path";
import { type LinkSpec, linkFolder } from "../model/link.ts";
import type { RenameOptions } from "../platform/rename-with-retry.ts";
import type { State } from "../store/state.ts";
import { LinkFolders } from "./link-folder.ts";
import { type LinkGroup, LinkPlan, type LinkStep, linkStep } from "./link-plan.ts";
import { LinkSteps } from "./link-steps.ts";
import { type LinkFolderResult, LinkTallies, type LinkTally } from "./link-tally.ts";

export interface LinkRequest {
  readonly out: string;
  readonly state: State;
  /** The folders that there should be; of all others our files go. */
  readonly links: readonly LinkSpec[];
  readonly pass: number;
  /** Fetched pictures are put under their names even where a file of ours there has been changed by somebody. */
  readonly repairs: boolean;
  /** Its signal ends the placing; the rest is the next pass's. */
  readonly rename: RenameOptions;
}

const stepsAtOnce = 200;

/**
 * Brings the by-name folders into step with what is published, with the lock held. Only what differs from the record is
 * touched. What cannot be placed or removed is in the results, and the next pass tries again; so it does with what a
 * killed process left. Throws `outputFailed` where the state or the folder for temporary files cannot be used.
 */
export async function placeLinks(request: LinkRequest): Promise<readonly LinkFolderResult[]> {
  const { out, state, links, pass, repairs, rename } = request;
  const folders = new LinkFolders(out, state, rename);
  await folders.forgetLost();
  if (links.length === 0 && folders.known().length === 0) return [];
  using plan = new LinkPlan(rename.signal);
  const wantedFolders = links.map(linkFolder);
  const tallies = new LinkTallies(wantedFolders);
  const steps = new LinkSteps({ out, state, repairs, rename, folders, tallies });
  // Also where nothing is to be done in one: what is on record of it may not hold.
  const unusable = await steps.unusable(state.links.folders());
  const isCutShort = await isCutShortBy(rename.signal, async () => {
    await plan.take(state, links, pass);
    await carryOutPlan(plan, steps, tallies, unusable);
  });
  await folders.tidy(wantedFolders);
  // Also one that is not wanted any more and has files of ours left.
  if (isCutShort) for (const folder of folders.known()) tallies.of(folder);
  return tallies.all().map((tally) => {
    if (isCutShort) tally.notPlaced(join(out, tally.folder), "EINTR");
    return tally.result(plan.withoutValue(tally.folder));
  });
}

/** Throws the reason of the plan's signal, with every step done that was begun. */
async function carryOutPlan(
  plan: LinkPlan,
  steps: LinkSteps,
  tallies: LinkTallies,
  unusable: ReadonlySet<string>,
): Promise<void> {
  let batch: LinkStep[] = [];
  for await (const group of plan.groups()) {
    if (unusable.has(group.folder)) continue;
    const step = linkStep(group);
    count(tallies.of(group.folder), group, step);
    if (step !== undefined) batch.push(step);
    if (batch.length < stepsAtOnce) continue;
    await steps.carryOut(batch);
    batch = [];
  }
  await steps.carryOut(batch);
}

/** Whether the signal ended the work. What else goes wrong is thrown. */
async function isCutShortBy(signal: AbortSignal | undefined, work: () => Promise<void>): Promise<boolean> {
  try {
    await work();
    return false;
  } catch (error) {
    if (signal?.aborted !== true || error !== signal.reason) throw error;
    return true;
  }
}

function count(tally: LinkTally, { wanting, wanted }: LinkGroup, step: LinkStep | undefined): void {
  const [first] = wanted;
  if (wanting === 1 && step?.place === undefined) tally.links += 1;
  if (wanting < 2 || first === undefined) return;
  const examples = wanted.map(({ userPrincipalName, objectId }) => userPrincipalName || objectId);
  tally.collision({ name: first.name, people: wanting, examples });
}
