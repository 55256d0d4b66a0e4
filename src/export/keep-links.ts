import { ExophotosError, hasCode } from "../errors.ts";
import type { LinkFolderResult, UnplacedLink } from "../links/link-tally.ts";
import { placeLinks } from "../links/place-links.ts";
import { errnoIn } from "../platform/output-error.ts";
import type { PassContext } from "./pass-context.ts";
import { renameOptions } from "./rename-options.ts";

/** What became of the by-name folders, with the error that says what could not be placed. */
export interface KeptLinks {
  readonly folders: readonly LinkFolderResult[];
  readonly error: ExophotosError<"linksFailed"> | undefined;
}

/** What an error and a notice name; last-run.json has more. */
const namedExamples = 5;

/**
 * Brings the by-name folders into step with what is published. That stays published, whatever becomes of them: what
 * cannot be placed is in the error.
 */
export async function keepLinks({ options, parts, pass, state, progress }: PassContext): Promise<KeptLinks> {
  const { out, links, repairs } = options;
  try {
    const folders = await placeLinks({ out, state, links, pass, repairs, rename: renameOptions(progress, parts) });
    const files = folders.reduce((sum, { notPlacedTotal }) => sum + notPlacedTotal, 0);
    const unplaced = folders.flatMap(({ notPlaced }) => notPlaced);
    return { folders, error: files === 0 ? undefined : linksFailed(files, unplaced) };
  } catch (error) {
    if (!(error instanceof ExophotosError)) throw error;
    const path = hasCode(error, "outputFailed") ? error.facts.path : out;
    return { folders: [], error: linksFailed(1, [{ path, errno: errnoIn(error) }]) };
  }
}

/** Tells of names that nobody has because several people should. */
export function noticeCollisions({ progress }: PassContext, folders: readonly LinkFolderResult[]): void {
  for (const { folder, collisions, collisionsTotal } of folders) {
    if (collisionsTotal === 0) continue;
    const examples = collisions.slice(0, namedExamples).map(({ name, examples: people }) => ({ name, people }));
    progress.notice({ notice: "linkCollisions", folder, names: collisionsTotal, examples });
  }
}

function linksFailed(files: number, unplaced: readonly UnplacedLink[]): ExophotosError<"linksFailed"> {
  return new ExophotosError("linksFailed", { files, examples: unplaced.slice(0, namedExamples) });
}
