import { join } from "node:path";
import { isInside } from "./manifest.ts";
import type { Merged } from "./merge.ts";
import { invalidSetting } from "./origin.ts";
import type { CommonSettings } from "./parts.ts";
import { required } from "./required.ts";
import type { SettingKey } from "./table.ts";
import type { ReportSettings } from "./types.ts";

/** The page's own place in an export directory. */
const usualName = "report.html";

/** The settings of `report`. Throws `settingInvalid`. */
export function readReport(merged: Merged): Omit<ReportSettings, keyof CommonSettings> {
  const out = required(merged, "out", "to report on");
  const { to, fileMode } = merged.values;
  return { out, fileMode, to: to === undefined ? join(out, usualName) : outsideOf(out, to, "to", merged) };
}

/** Where a pass puts its report. Throws `settingInvalid`. */
export function readPassReport(merged: Merged): string | undefined {
  const { out, report } = merged.values;
  return report === undefined || out === undefined ? report : outsideOf(out, report, "report", merged);
}

/** In the export directory a report has one place: it must never stand in the way of what a pass writes there. */
function outsideOf(out: string, path: string, key: SettingKey, { originOf }: Merged): string {
  if (!isInside(out, path) || path === join(out, usualName)) return path;
  const problem = `names ${path}, which is inside the export directory: there a report is ${usualName}, beside the manifest`;
  throw invalidSetting(key, originOf(key), problem);
}
