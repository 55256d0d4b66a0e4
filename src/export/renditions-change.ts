import { renditionKey } from "../model/rendition.ts";
import type { PassContext } from "./pass-context.ts";
import { rowSettingsFromJson } from "./row-settings.ts";

/** Tells which renditions are published otherwise than the settings now want them: their rows become changes. */
export function noticeRenditionsChange({ state, options, progress }: PassContext): void {
  const published = state.meta.get("rowSettings");
  const rows = state.publishes.countPublished();
  if (published === undefined || rows === 0) return;
  const before = new Map(rowSettingsFromJson(published).renditions.map((spec) => [spec.name, renditionKey(spec)]));
  const after = new Map(options.rows.renditions.map((spec) => [spec.name, renditionKey(spec)]));
  const made = [...after.keys()].filter((name) => before.get(name) !== after.get(name));
  const dropped = [...before.keys()].filter((name) => !after.has(name));
  if (made.length + dropped.length > 0) progress.notice({ notice: "renditionsChanged", made, dropped, rows });
}
