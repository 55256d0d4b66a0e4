import { opendir } from "node:fs/promises";
import { basename, extname, join } from "node:path";
import { pMapIterable } from "p-map";
import { type LinkSpec, linkFolder } from "../model/link.ts";
import type { ObjectId } from "../model/object-id.ts";
import { outputError } from "../platform/output-error.ts";
import type { State } from "../store/state.ts";
import { linkTempDir, lookAtLink } from "./link-file.ts";
import { isFolderGone, isLinkFolder } from "./link-folder.ts";
import { markName, ourMark } from "./link-mark.ts";
import { linkKey } from "./link-name.ts";
import { type LinkGroup, LinkPlan, linkStep } from "./link-plan.ts";

/** One file of a by-name folder that is not as the manifest wants it. */
export interface LinkFinding {
  /** Relative to OUT, with forward slashes; a file, or a folder of which nothing can be said. */
  readonly link: string;
  /** Whose picture it should be; undefined where it should be gone, and for a folder that is another one. */
  readonly objectId: ObjectId | undefined;
  readonly found: string;
}

const looksAtOnce = 8;

/**
 * Looks at each file that the by-name folders should have, and tells of those that are missing or another picture, and of
 * files of ours that should be gone. A hard link costs two looks and no reading. Returns how many there should be.
 * Throws `outputFailed`, or the signal's reason once it is aborted.
 */
export async function checkLinks(
  out: string,
  state: State,
  links: readonly LinkSpec[],
  tell: (finding: LinkFinding) => void,
  signal: AbortSignal,
): Promise<number> {
  const strange = await strangeFolders(out, state);
  for (const folder of strange)
    tell({ link: folder, objectId: undefined, found: "not the folder that the state knows" });
  using plan = new LinkPlan(signal);
  await plan.take(state, links, noPass);
  let count = 0;
  const check = (group: LinkGroup) => (strange.has(group.folder) ? unchecked : checkGroup(out, group));
  const checked = pMapIterable(plan.groups(), check, { concurrency: looksAtOnce });
  for await (const { isWanted, findings } of checked) {
    signal.throwIfAborted();
    if (isWanted) count += 1;
    for (const finding of findings) tell(finding);
  }
  return count;
}

/** Nobody's picture counts as fresh. */
const noPass = -1;

interface CheckedGroup {
  readonly isWanted: boolean;
  readonly findings: readonly LinkFinding[];
}

const unchecked: CheckedGroup = { isWanted: false, findings: [] };

/** Folders that are not those of which the state has files on record. */
async function strangeFolders(out: string, state: State): Promise<ReadonlySet<string>> {
  const strange = new Set<string>();
  for (const folder of state.links.folders()) {
    const path = join(out, folder);
    if (await isFolderGone(path)) continue;
    if (!(await isLinkFolder(path)) || (await ourMark(path, state, folder)) === undefined) strange.add(folder);
  }
  return strange;
}

async function checkGroup(out: string, group: LinkGroup): Promise<CheckedGroup> {
  const { folder, wanting, wanted } = group;
  const findings: LinkFinding[] = (linkStep(group)?.remove ?? []).map(({ name }) => ({
    link: `${folder}/${name}`,
    objectId: undefined,
    found: "should be gone; the next pass deletes it",
  }));
  const only = wanting === 1 ? wanted[0] : undefined;
  if (only !== undefined) {
    const link = `${folder}/${only.name}`;
    const there = await lookAtLink(join(out, link), join(out, only.file));
    if (there !== "same") findings.push({ link, objectId: only.objectId, found: foundWords[there] });
  }
  return { isWanted: only !== undefined, findings };
}

const foundWords = {
  nothing: "no file",
  other: "not the picture that manifest.csv lists",
  noFile: "no plain file",
} as const;

/** Names in the by-name folders that are not on record, relative to OUT. Throws `outputFailed`. */
export async function* unknownLinks(out: string, state: State, links: readonly LinkSpec[]): AsyncGenerator<string> {
  for (const folder of new Set([...links.map(linkFolder), ...state.links.folders()])) {
    const path = join(out, folder);
    if (!(await isLinkFolder(path))) continue;
    try {
      for await (const { name } of await opendir(path)) {
        if (name === markName || name === basename(linkTempDir(path))) continue;
        if (!state.links.has(folder, linkKey(basename(name, extname(name))), name)) yield `${folder}/${name}`;
      }
    } catch (error) {
      throw outputError(path, "list", error);
    }
  }
}
