import { createBell } from "../platform/bell.ts";

/** Answers that wait for their reader. It does not refuse any: whoever fills it asks first whether there is room. */
export interface Outlet<T> {
  /** `bytes` counts towards the room. */
  push(value: T, bytes: number): void;
  hasRoom(): boolean;
  /** No more answers come. */
  end(): void;
  /** No more answers come, for a reason that the reader gets after those that are there. The first reason holds. */
  fail(error: unknown): void;
  /** The oldest answer, or undefined at the end. Throws the failure, and at once the reason of an aborted signal. */
  take(): Promise<T | undefined>;
}

const roomForAnswers = 200;
const roomForBytes = 8 * 1024 * 1024;

/** An empty outlet; `onRoom` is called when there is room again. */
export function createOutlet<T>(signal: AbortSignal, onRoom: () => void): Outlet<T> {
  const ready = createBell();
  let answers: ({ readonly value: T; readonly bytes: number } | undefined)[] = [];
  let taken = 0;
  let bytesHeld = 0;
  let ended = false;
  let fault: { readonly error: unknown } | undefined;

  const hasRoom = () => answers.length - taken < roomForAnswers && bytesHeld < roomForBytes;

  function shift(): T | undefined {
    const answer = answers[taken];
    if (answer === undefined) return undefined;
    const wasFull = !hasRoom();
    answers[taken] = undefined;
    taken += 1;
    bytesHeld -= answer.bytes;
    if (taken >= roomForAnswers || taken === answers.length) {
      answers = answers.slice(taken);
      taken = 0;
    }
    if (wasFull && hasRoom()) onRoom();
    return answer.value;
  }

  signal.addEventListener("abort", ready.ring, { once: true });
  return {
    hasRoom,
    push: (value, bytes) => {
      answers.push({ value, bytes });
      bytesHeld += bytes;
      ready.ring();
    },
    end: () => {
      ended = true;
      signal.removeEventListener("abort", ready.ring);
      ready.ring();
    },
    fail: (error) => {
      fault ??= { error };
      ended = true;
      ready.ring();
    },
    take: async () => {
      for (;;) {
        signal.throwIfAborted();
        const value = shift();
        if (value !== undefined) return value;
        if (fault !== undefined) throw fault.error;
        if (ended) return undefined;
        await ready.next();
      }
    },
  };
}
