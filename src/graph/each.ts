import { limits } from "../model/limits.ts";
import { createBell } from "../platform/bell.ts";
import { askAlone } from "./ask-alone.ts";
import { type BatchAnswers, batchSpec, maxBatchItems } from "./batch.ts";
import { type CallContext, call } from "./call.ts";
import { canBeBrokenUp, failedOutcome, failureOf } from "./call-result.ts";
import { createCollector, type Entry, type Parcel } from "./collector.ts";
import { createOutlet } from "./outlet.ts";
import type { Question } from "./question.ts";
import { type Settling, settleBatch } from "./settle.ts";

/** What one question about one item came to. */
export interface Asked<I, O> {
  readonly item: I;
  readonly outcome: O;
}

/** Photo bytes under way at the same time, as far as they can be foreseen. */
const maxBytesUnderWay = 48 * 1024 * 1024;
const firstEstimateBytes = 100_000;
/** Photos differ: a batch reserves more than the mean. */
const estimateMargin = 1.5;
/** The pieces of a batch that failed after all its tries have fewer of their own. */
const pieceTries = 2;

/**
 * Asks `question` about every item of `source`, in full batches of 20 (`batch`) or in a call for each (`get`), many at
 * once as the gate allows, and gives the outcomes in the order in which they come. An item that is throttled or failed
 * comes into a later batch; a batch that fails as a whole is halved until each item was asked alone. It takes from the
 * source no faster than the reader takes outcomes.
 *
 * Throws the signal's reason, what the source throws, and what concerns everybody (`signInFailed`, `unreachable` of the
 * sign-in). Ends its calls when the reader leaves early.
 */
export async function* askEach<I, O>(
  context: CallContext,
  question: Question<I, O>,
  source: AsyncIterable<I>,
  mode: "batch" | "get",
  signal: AbortSignal,
): AsyncGenerator<Asked<I, O>, void, undefined> {
  let underWay = 0;
  let bytesUnderWay = 0;
  let usualBytes = firstEstimateBytes;
  const stop = new AbortController();
  const own = AbortSignal.any([signal, stop.signal]);
  const bell = createBell();
  own.addEventListener("abort", bell.ring, { once: true });
  const outlet = createOutlet<Asked<I, O>>(signal, bell.ring);
  const collector = createCollector({
    source,
    parcelSize: mode === "batch" ? maxBatchItems : 1,
    estimateBytes: (item) => question.expectedBytes(item) ?? usualBytes * estimateMargin,
    clock: context.clock,
    bell,
    signal: own,
  });
  async function finish(entry: Entry<I>, first: O): Promise<void> {
    const outcome = question.finish === undefined ? first : await question.finish(entry.item, first, own);
    const bytes = question.bytesIn(outcome);
    // Those without a photo count too: what is foreseen is what a batch will hold.
    if (question.expectedBytes(entry.item) === undefined) usualBytes += (bytes - usualBytes) / 64;
    outlet.push({ item: entry.item, outcome }, bytes);
  }

  const settling: Settling<I, O> = { takeBack: collector.takeBack, finish };

  async function alone(entry: Entry<I>, maxTries: number): Promise<void> {
    await finish(entry, await askAlone(context, question, question.path(entry.item), maxTries, own));
  }

  async function together(entries: readonly Entry<I>[], maxTries: number): Promise<void> {
    const renewals = context.bearers.renewals();
    const maxBytes = question.kind === "value" ? limits.photoBatchBytes : limits.peopleBatchBytes;
    const paths = entries.map((entry) => question.path(entry.item));
    const spec = batchSpec(context, question.kind, paths, { maxBytes, maxTries });
    const result = await call<BatchAnswers>(context, spec, own);
    if (result.kind === "good") {
      await settleBatch(context, question, entries, result.value, renewals, settling, own);
      return;
    }
    const failure = failureOf(result);
    if (canBeBrokenUp(failure)) {
      await inPieces(entries);
      return;
    }
    for (const entry of entries) await finish(entry, question.failed(failedOutcome(failure)));
  }

  async function inPieces(entries: readonly Entry<I>[]): Promise<void> {
    const middle = Math.ceil(entries.length / 2);
    const pieces = [entries.slice(0, middle), entries.slice(middle)];
    await Promise.all(
      pieces.map(async (piece) => {
        const [only, more] = piece;
        if (only === undefined) return;
        await (more === undefined ? alone(only, pieceTries) : together(piece, pieceTries));
      }),
    );
  }

  async function send(parcel: Parcel<I>): Promise<void> {
    const [only] = parcel.entries;
    if (only !== undefined && (parcel.alone || mode === "get")) await alone(only, context.maxTries);
    else await together(parcel.entries, context.maxTries);
  }

  async function until(condition: () => boolean): Promise<void> {
    for (;;) {
      own.throwIfAborted();
      if (condition()) return;
      await bell.next();
    }
  }

  async function drive(): Promise<void> {
    for (;;) {
      // One parcel more than may be in flight waits at the gate, so that a place that gets free is taken at once.
      await until(() => outlet.hasRoom() && underWay <= context.gate.level());
      const parcel = await collector.next(() => underWay > 0);
      if (parcel === undefined) return;
      await until(() => bytesUnderWay === 0 || bytesUnderWay + parcel.bytes <= maxBytesUnderWay);
      underWay += 1;
      bytesUnderWay += parcel.bytes;
      send(parcel)
        .catch(fail)
        .finally(() => {
          underWay -= 1;
          bytesUnderWay -= parcel.bytes;
          bell.ring();
        });
    }
  }

  function fail(error: unknown): void {
    outlet.fail(error);
    stop.abort(error);
  }

  const driven = drive().then(outlet.end, fail);
  try {
    for (let asked = await outlet.take(); asked !== undefined; asked = await outlet.take()) yield asked;
  } finally {
    stop.abort();
    collector.close();
    await driven;
    while (underWay > 0) await bell.next();
  }
}
