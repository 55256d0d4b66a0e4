/** A time of day as `HH:MM`. */
export function clockTime(hour: number, minute: number): string {
  return `${twoDigits(hour)}:${twoDigits(minute)}`;
}

/** A number of a date or a time with a zero before it where it has one digit. */
export function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}
