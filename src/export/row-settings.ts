import type { RowSettings } from "../plan/next-row.ts";

/** Settings of rows as text that is equal exactly when they are. */
export function rowSettingsToJson({ rows, basicColumns, extraColumns, renditions }: RowSettings): string {
  const specs = renditions.map(({ name, width, height, fit, maxBytes }) => ({ name, width, height, fit, maxBytes }));
  return JSON.stringify({ rows, basicColumns, extraColumns, renditions: specs });
}

/** The settings that `rowSettingsToJson` wrote, perhaps in a version that knew no renditions. */
export function rowSettingsFromJson(json: string): RowSettings {
  const { renditions = [], ...settings } = JSON.parse(json) as Omit<RowSettings, "renditions"> & Partial<RowSettings>;
  return { ...settings, renditions: renditions.map((spec) => ({ ...spec, maxBytes: spec.maxBytes })) };
}
