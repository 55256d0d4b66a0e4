/** An ISO 8601 UTC time as «2026-01-31 06:00 UTC». */
export function timeWords(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}
