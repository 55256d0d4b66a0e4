import type { Rhythm } from "../model/rhythm.ts";
import { clockTime, twoDigits } from "./clock-time.ts";

/**
 * The first start after a time, as local time without an offset: Task Scheduler then keeps the time of day over the
 * changes of daylight saving. «Every so many minutes» counts from midnight.
 */
export function startBoundary(rhythm: Rhythm, nowMs: number): string {
  const now = new Date(nowMs);
  const minuteOfDay = now.getHours() * 60 + now.getMinutes();
  const first = firstMinute(rhythm, minuteOfDay);
  // Only the date goes through Date: a time of day that does not exist today must not be moved for good.
  const date = new Date(now.getFullYear(), now.getMonth(), now.getDate() + Math.floor(first / minutesOfDay), 12);
  const day = [date.getFullYear(), date.getMonth() + 1, date.getDate()].map(twoDigits).join("-");
  const minute = first % minutesOfDay;
  return `${day}T${clockTime(Math.floor(minute / 60), minute % 60)}:00`;
}

const minutesOfDay = 1440;

/** Minutes from today's midnight to the first start after `minuteOfDay`. */
function firstMinute(rhythm: Rhythm, minuteOfDay: number): number {
  if (rhythm.kind === "every") return (Math.floor(minuteOfDay / rhythm.minutes) + 1) * rhythm.minutes;
  const wanted = rhythm.hour * 60 + rhythm.minute;
  return wanted > minuteOfDay ? wanted : wanted + minutesOfDay;
}
