import { hasCode } from "../errors.ts";
import { assemble, commonSettings, type WorkingVerb } from "./assemble.ts";
import type { Merged } from "./merge.ts";
import { shownSettings } from "./shown.ts";
import { uses } from "./table.ts";
import type { ConfigShowSettings } from "./types.ts";

/** The settings of `config show`: those of another verb, and what that would refuse them for. */
export async function readConfigShow(of: WorkingVerb, merged: Merged): Promise<ConfigShowSettings> {
  const shown = shownSettings(merged, (key) => uses(of, key));
  return { ...commonSettings(merged), of, shown, problem: await problemOf(of, merged) };
}

async function problemOf(of: WorkingVerb, merged: Merged): Promise<ConfigShowSettings["problem"]> {
  try {
    await assemble(of, merged);
    return undefined;
  } catch (error) {
    if (hasCode(error, "settingInvalid")) return error.facts;
    throw error;
  }
}
