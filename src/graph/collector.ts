import type { Bell } from "../platform/bell.ts";
import type { Clock } from "../platform/clock.ts";

/** One item on its way: `tries` are those that ended without an outcome, `renewed` that its token was refused once. */
export interface Entry<I> {
  readonly item: I;
  readonly tries: number;
  readonly renewed: boolean;
}

/** What goes into one call; `alone` is a photo too large to share one. */
export interface Parcel<I> {
  readonly entries: readonly Entry<I>[];
  /** Photo bytes that the answer is expected to hold. */
  readonly bytes: number;
  readonly alone: boolean;
}

/** Makes full parcels of a source's items and of those that are due again. */
export interface Collector<I> {
  /**
   * The next parcel; short of items only when the source has ended. Undefined at the end of everything: `busy` says
   * whether items are under way that may come back. Throws what the source throws, and the signal's reason.
   */
  next(busy: () => boolean): Promise<Parcel<I> | undefined>;
  /** Takes an item back, not to be asked before `dueMs` of the monotonic clock. */
  takeBack(entry: Entry<I>, dueMs: number): void;
  /** Tells the source that nothing more will be taken. */
  close(): void;
}

/** A photo known to be larger goes alone. */
const aloneBytes = 1024 * 1024;
/** With base64 around them, and what was not expected, a batch stays well below what a proxy lets through. */
const parcelBytes = 4 * 1024 * 1024;
/** While so many items wait for their time no new ones are taken. */
const maxWaiting = 1_000;

/** Collects from `source`; `bell` must ring when the signal is aborted and when an item under way came to its end. */
export function createCollector<I>(options: {
  readonly source: AsyncIterable<I>;
  readonly parcelSize: number;
  readonly estimateBytes: (item: I) => number;
  readonly clock: Clock;
  readonly bell: Bell;
  readonly signal: AbortSignal;
}): Collector<I> {
  const { parcelSize, estimateBytes, clock, bell, signal } = options;
  const iterator = options.source[Symbol.asyncIterator]();
  /** Ordered by the time at which they are due. */
  const waiting: { readonly entry: Entry<I>; readonly dueMs: number }[] = [];
  let incoming: Entry<I> | undefined;
  let pulling = false;
  let ended = false;
  let fault: { readonly error: unknown } | undefined;
  let held: Entry<I>[] = [];
  let heldBytes = 0;

  function pull(): void {
    if (pulling) return;
    pulling = true;
    iterator.next().then(
      (result) => {
        pulling = false;
        if (result.done === true) ended = true;
        else incoming = { item: result.value, tries: 0, renewed: false };
        bell.ring();
      },
      (error: unknown) => {
        ended = true;
        fault = { error };
        bell.ring();
      },
    );
  }

  function nextEntry(): Entry<I> | undefined {
    const first = waiting[0];
    if (first !== undefined && first.dueMs <= clock.monotonic()) {
      waiting.shift();
      return first.entry;
    }
    const entry = incoming;
    incoming = undefined;
    return entry;
  }

  /** Adds an item; gives the parcel that is full with it, or without it. */
  function place(entry: Entry<I>): Parcel<I> | undefined {
    const bytes = estimateBytes(entry.item);
    if (bytes > aloneBytes) return { entries: [entry], bytes, alone: true };
    const full = heldBytes + bytes > parcelBytes ? takeHeld() : undefined;
    held.push(entry);
    heldBytes += bytes;
    return full ?? (held.length >= parcelSize ? takeHeld() : undefined);
  }

  function takeHeld(): Parcel<I> | undefined {
    if (held.length === 0) return undefined;
    const parcel = { entries: held, bytes: heldBytes, alone: false };
    held = [];
    heldBytes = 0;
    return parcel;
  }

  async function change(): Promise<void> {
    const first = waiting[0];
    if (first === undefined) return bell.next();
    const timer = new AbortController();
    // The sleep ends early by our own abort only, and then the bell has rung.
    const due = clock.sleep(first.dueMs - clock.monotonic(), timer.signal).catch(() => undefined);
    await Promise.race([bell.next(), due]);
    timer.abort();
  }

  return {
    next: async (busy) => {
      for (;;) {
        signal.throwIfAborted();
        if (fault !== undefined) throw fault.error;
        const entry = nextEntry();
        if (entry !== undefined) {
          const parcel = place(entry);
          if (parcel !== undefined) return parcel;
        } else if (!ended) {
          if (waiting.length < maxWaiting) pull();
          await change();
        } else if (held.length > 0) {
          return takeHeld();
        } else if (waiting.length > 0 || busy()) {
          await change();
        } else {
          return undefined;
        }
      }
    },
    takeBack: (entry, dueMs) => {
      const place = waiting.findLastIndex((other) => other.dueMs <= dueMs) + 1;
      waiting.splice(place, 0, { entry, dueMs });
      bell.ring();
    },
    close: () => {
      ended = true;
      // The source may be in the middle of something: it is told, not waited for, and what it says then is of no use.
      iterator.return?.().catch(() => undefined);
    },
  };
}
