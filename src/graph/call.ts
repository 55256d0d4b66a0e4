import type { TokenSource } from "../entra/token-source.ts";
import { ExophotosError } from "../errors.ts";
import { backoffMs } from "../platform/backoff.ts";
import type { Clock } from "../platform/clock.ts";
import { type HttpClient, HttpFailure } from "../platform/http-types.ts";
import { retryAfterMs } from "../platform/retry-after.ts";
import { type GraphAnswer, limitShareOf } from "./answer.ts";
import type { Bearer, BearerSource } from "./bearer.ts";
import { answerFailure, type CallResult, type Failure, heldTooLong, transportFailure } from "./call-result.ts";
import { challengedClaims } from "./challenge.ts";
import { repeatableReason } from "./classify.ts";
import { readErrorBody } from "./error-body.ts";
import type { Gate, Seen } from "./gate.ts";
import { type DueBody, readBody } from "./read-body.ts";
import type { Traffic } from "./traffic.ts";

/** What all calls of one tenant share. Times in milliseconds. */
export interface CallContext {
  /** The version root, without a slash at its end; tokens go to its origin and nowhere else. */
  readonly root: string;
  readonly http: HttpClient;
  /** Whose tokens they are; for sentences. */
  readonly app: TokenSource["app"];
  readonly bearers: BearerSource;
  readonly gate: Gate;
  readonly traffic: Traffic;
  readonly userAgent: string;
  readonly callTimeoutMs: number;
  readonly maxWaitMs: number;
  readonly maxTries: number;
  readonly clock: Clock;
  readonly random: () => number;
  readonly newId: () => string;
}

/** What the content of an answer says about throttling. */
export interface Pressure {
  /** Parts of the call that were throttled, of how many. */
  readonly throttled: number;
  readonly parts: number;
  /** The longest wait that a throttled part asked for. */
  readonly retryAfterMs: number | undefined;
  readonly limitShare: number | undefined;
}

/** One call. `T` is what a good answer comes to. */
export interface CallSpec<T> {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text is JSON unless the headers say something else. */
  readonly body?: string | Uint8Array;
  /** Calls of one kind take about as long as each other. */
  readonly kind: string;
  /** The counter that each try adds to, and the photos or people that it asks about. */
  readonly counter?: "metadataBatches" | "valueBatches" | "plainGets";
  readonly items: number;
  readonly answers: DueBody;
  readonly maxBytes: number;
  readonly maxTries: number;
  /** Statuses of good answers; 200 alone unless given. */
  readonly goodStatuses?: readonly number[];
  /** Reads a good answer; undefined when it is not what was asked for (then the call is repeated). */
  read(answer: GraphAnswer): T | undefined;
  pressure?(value: T): Pressure;
}

/** What one try came to: an end, a refused token, or a reason to go again, after `waitMs` where Graph named a time. */
type Attempt<T> =
  | { readonly kind: "end"; readonly result: CallResult<T> }
  | { readonly kind: "unauthorized"; readonly bearer: Bearer; readonly answer: GraphAnswer }
  | { readonly kind: "again"; readonly failure: Failure; readonly waitMs: number | undefined };

const onlyOk: readonly number[] = [200];

/** A batch with this share of throttled items, and so many, is throttled as a whole: one may have reasons of its own. */
const wholeShare = 1 / 4;
const wholeItems = 2;

/**
 * Makes one call, with a token, through the gate, as often as it takes: repeated are throttling, failures of the service
 * and of the network, and answers that are not Graph's; never 400, 403 and 404. `Retry-After` holds every other call as
 * well. Throws `signInFailed` when Graph refuses a new token too, what the token source throws, and the signal's reason.
 * Source: GDC concepts/throttling.md.
 */
export async function call<T>(context: CallContext, spec: CallSpec<T>, signal: AbortSignal): Promise<CallResult<T>> {
  let renewals = 0;
  let tries = 1;
  for (;;) {
    const attempt = await tryOnce(context, spec, tries, signal);
    switch (attempt.kind) {
      case "end":
        return attempt.result;
      case "unauthorized": {
        const claims = challengedClaims(attempt.answer.headers);
        // A token that another call has replaced meanwhile says nothing of its successor.
        const { renewals: cameAfter, token } = attempt.bearer;
        const wasNewest = cameAfter === context.bearers.renewals();
        // The challenge may come for the token that was got after a plain refusal.
        if (wasNewest && renewals >= (claims === undefined ? 1 : 2)) throw tokenRefused(context, attempt.answer);
        await context.bearers.renew({ renewals: cameAfter, token, claims }, signal);
        if (wasNewest) renewals += 1;
        break;
      }
      case "again":
        if (attempt.waitMs !== undefined && attempt.waitMs > context.maxWaitMs) {
          return { ...attempt.failure, reason: "throttled" };
        }
        if (tries >= spec.maxTries) return attempt.failure;
        if (attempt.waitMs === undefined) await context.clock.sleep(backoffMs(tries, context.random), signal);
        renewals = 0;
        tries += 1;
        context.traffic.retries += 1;
        break;
    }
  }
}

async function tryOnce<T>(
  context: CallContext,
  spec: CallSpec<T>,
  tries: number,
  signal: AbortSignal,
): Promise<Attempt<T>> {
  const { gate, traffic, clock } = context;
  const ticket = await gate.enter(signal);
  if (ticket === "heldTooLong") return { kind: "end", result: heldTooLong(context.maxWaitMs, tries - 1) };
  let seen: Seen | undefined;
  try {
    const bearer = await context.bearers.current(signal);
    const sentMs = clock.monotonic();
    const answer = await exchange(context, spec, bearer.token, signal);
    const latencyMs = clock.monotonic() - sentMs;
    const attempt = judge(spec, answer, { tries, bearer, nowMs: clock.now() });
    const pressure = pressureOf(spec, attempt, answer);
    traffic.throttledAnswers += pressure.throttled;
    const leastThrottled = attempt.kind === "again" ? 1 : Math.max(wholeItems, pressure.parts * wholeShare);
    const wholeThrottled = pressure.throttled >= leastThrottled;
    if (pressure.retryAfterMs !== undefined && (wholeThrottled || attempt.kind === "again")) {
      gate.hold(pressure.retryAfterMs);
    }
    const good = attempt.kind === "end" && pressure.throttled === 0;
    const result = wholeThrottled ? "throttled" : good ? "good" : "neutral";
    seen = { kind: spec.kind, latencyMs, result, limitShare: pressure.limitShare };
    return attempt;
  } finally {
    gate.leave(ticket, seen);
  }
}

/** Sends the call once; a call without a whole answer is a value here. */
async function exchange<T>(
  context: CallContext,
  spec: CallSpec<T>,
  token: string,
  signal: AbortSignal,
): Promise<GraphAnswer | HttpFailure> {
  const { traffic } = context;
  traffic.calls += 1;
  if (spec.counter !== undefined) traffic[spec.counter] += 1;
  traffic.items += spec.items;
  try {
    const response = await context.http.send({
      method: spec.method,
      url: new URL(spec.url),
      headers: {
        authorization: `Bearer ${token}`,
        accept: spec.answers === "bytes" ? "*/*" : "application/json",
        "user-agent": context.userAgent,
        "client-request-id": context.newId(),
        "x-ms-throttle-priority": "low",
        ...(spec.body === undefined ? {} : { "content-type": "application/json" }),
        ...spec.headers,
      },
      ...(spec.body === undefined ? {} : { body: spec.body }),
      timeoutMs: context.callTimeoutMs,
      maxBytes: spec.maxBytes,
      signal,
    });
    traffic.bytesReceived += response.body.byteLength;
    return readBody(response, spec.answers);
  } catch (error) {
    if (error instanceof HttpFailure) return error;
    throw error;
  }
}

function judge<T>(
  spec: CallSpec<T>,
  answer: GraphAnswer | HttpFailure,
  now: { readonly tries: number; readonly bearer: Bearer; readonly nowMs: number },
): Attempt<T> {
  const { tries } = now;
  if (answer instanceof HttpFailure) {
    const failure = transportFailure(answer, tries);
    // A body above the limit will be above it the next time, and a lasting obstacle will be there.
    if (answer.kind === "tooLarge" || answer.lasting) return { kind: "end", result: failure };
    return { kind: "again", failure, waitMs: undefined };
  }
  if (answer.status === 401) return { kind: "unauthorized", bearer: now.bearer, answer };
  const isGood = (spec.goodStatuses ?? onlyOk).includes(answer.status);
  const repeatable = isGood && answer.status !== 200 ? undefined : repeatableReason(answer);
  if (repeatable !== undefined) {
    const failure = answerFailure(answer, repeatable, tries);
    return { kind: "again", failure, waitMs: retryAfterMs(answer.headers, now.nowMs) };
  }
  if (!isGood) {
    return { kind: "end", result: { kind: "refused", answer, error: readErrorBody(answer.body), tries } };
  }
  const value = spec.read(answer);
  if (value === undefined) {
    return { kind: "again", failure: answerFailure(answer, "invalidAnswer", tries), waitMs: undefined };
  }
  return { kind: "end", result: { kind: "good", value, tries } };
}

function pressureOf<T>(spec: CallSpec<T>, attempt: Attempt<T>, answer: GraphAnswer | HttpFailure): Pressure {
  if (answer instanceof HttpFailure) return { throttled: 0, parts: 1, retryAfterMs: undefined, limitShare: undefined };
  const limitShare = limitShareOf(answer.headers);
  if (attempt.kind === "end" && attempt.result.kind === "good" && spec.pressure !== undefined) {
    const inner = spec.pressure(attempt.result.value);
    return { ...inner, limitShare: Math.max(limitShare ?? 0, inner.limitShare ?? 0) };
  }
  const waitMs = attempt.kind === "again" ? attempt.waitMs : undefined;
  return { throttled: answer.status === 429 ? 1 : 0, parts: 1, retryAfterMs: waitMs, limitShare };
}

function tokenRefused(context: CallContext, answer: GraphAnswer): ExophotosError<"signInFailed"> {
  const { code, message } = readErrorBody(answer.body);
  return new ExophotosError("signInFailed", {
    reason: "tokenRefused",
    ...context.app,
    aadsts: undefined,
    description: [code, message].filter((part) => part !== undefined && part !== "").join(": "),
  });
}
