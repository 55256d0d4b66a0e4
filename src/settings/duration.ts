const unitMs = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000 } as const;
const short = /^(?:(\d{1,6})d)?(?:(\d{1,6})h)?(?:(\d{1,6})m)?(?:(\d{1,9})s)?$/;
const iso = /^P(?:(\d{1,6})D)?(?:T(?=\d)(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,9})S)?)?$/;

/** What a duration may look like, for sentences. */
export const durationForms = "a duration such as 90s, 15m, 2h, 7d, 1h30m or PT15M";

/**
 * A duration in milliseconds: `90s`, `1h30m`, `7d`, the ISO 8601 forms with days and smaller parts (`P7D`, `PT1H30M`),
 * or a plain `0`. Undefined when the text is none.
 */
export function parseDuration(text: string): number | undefined {
  if (text === "0") return 0;
  const match = short.exec(text) ?? iso.exec(text);
  const parts = match?.slice(1, 5) ?? [];
  if (parts.every((part) => part === undefined)) return undefined;
  const [days = "0", hours = "0", minutes = "0", seconds = "0"] = parts;
  return Number(days) * unitMs.d + Number(hours) * unitMs.h + Number(minutes) * unitMs.m + Number(seconds) * unitMs.s;
}
