import { hasCode } from "../errors.ts";
import { stateOf } from "../export/open-output.ts";
import { openStateForReading, type State } from "../store/state.ts";

const unusable = ["outEmpty", "stateDamaged", "stateNewer", "outputFailed", "manifestDamaged"] as const;

/** The state of an export, for those who can do without it; undefined where it cannot be used, as beside a copy. */
export async function openUsableState(out: string): Promise<State | undefined> {
  try {
    return openStateForReading(await stateOf(out));
  } catch (error) {
    if (unusable.some((code) => hasCode(error, code))) return undefined;
    throw error;
  }
}
