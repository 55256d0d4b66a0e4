/** How long a started pass may take before it is ended from outside. */
export interface TimeLimit {
  readonly minutes: number;
  /** Whether `--deadline` gave it; then the pass ends by itself before. */
  readonly fromDeadline: boolean;
}

/** What a pass may need after its deadline, to end its calls and to publish. */
export const marginMinutes = 15;

/** Task Scheduler's own default. */
const withoutDeadlineMinutes = 72 * 60;

/** The time limit that goes with a deadline. */
export function timeLimitFor(deadlineMs: number | undefined): TimeLimit {
  if (deadlineMs === undefined) return { minutes: withoutDeadlineMinutes, fromDeadline: false };
  return { minutes: Math.ceil(deadlineMs / 60_000) + marginMinutes, fromDeadline: true };
}

/** Minutes as an ISO 8601 duration. */
export function isoDuration(minutes: number): string {
  return minutes % 60 === 0 ? `PT${minutes / 60}H` : `PT${minutes}M`;
}
