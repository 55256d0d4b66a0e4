import { ExophotosError } from "../errors.ts";
import { linksToJson } from "../model/link.ts";
import type { PassContext } from "./pass-context.ts";
import { rowSettingsFromJson, rowSettingsToJson } from "./row-settings.ts";

/**
 * `--only` leaves the other rows as they are: one manifest has one algorithm, so that checksums compare, and one shape,
 * and a by-name folder is about everybody. Asked after recovery, which may publish others. Throws `settingInvalid`.
 */
export function requireRowsAsPublished({ options, state }: PassContext): void {
  if (options.only.length === 0) return;
  const checksum = state.meta.get("checksum");
  if (checksum !== undefined && checksum !== options.checksum) {
    throw refused(
      "checksum",
      `is ${options.checksum}, but what is published has ${checksum}; change it in a pass without --only`,
    );
  }
  const rows = state.meta.get("rowSettings");
  if (rows === undefined) return;
  if (rowSettingsToJson(rowSettingsFromJson(rows)) !== rowSettingsToJson(options.rows)) {
    throw refused(
      "only",
      "needs --rows, --basic-columns, --columns and --rendition as they were in the last pass that published; change them in a pass without --only",
    );
  }
  if ((state.meta.get("links") ?? linksToJson([])) !== linksToJson(options.links)) {
    throw refused("only", "needs --links as in the last pass that published; change it in a pass without --only");
  }
}

function refused(setting: string, problem: string): ExophotosError<"settingInvalid"> {
  return new ExophotosError("settingInvalid", { setting, origin: undefined, problem });
}
