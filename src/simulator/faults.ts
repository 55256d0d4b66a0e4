import type { Answer, Travel } from "./answer.ts";

/**
 * The kinds of calls that can be disturbed; `users` is a page of any listing, `sizes` is `/photos`, `write` sets or
 * removes a photo, `exchange` a page of mailboxes.
 */
export type CallKind = "metadata" | "value" | "sizes" | "write" | "user" | "users" | "batch" | "token" | "exchange";

/** Seconds, also with fractions, or an HTTP date that lies so many seconds ahead. */
export type RetryAfter = number | { readonly dateInSeconds: number };

/** What a page of a listing can do wrong. */
export type ListingFault =
  /** Ends here although there are more people. */
  | "endEarly"
  /** Nobody on this page, with a link to the next. */
  | "emptyPage"
  /** Nobody, and the end. */
  | "empty"
  /** The next page is on another host. */
  | "foreignNextLink"
  /** The next page is said to be below this origin. */
  | { readonly nextLinkAt: string }
  /** All page tokens issued so far are gone, in one of three forms. Use it from the second page on. */
  | "expiredToken"
  | "unknownToken"
  | "gone";

export type Fault =
  | {
      readonly kind: "status";
      readonly status: number;
      readonly code?: string;
      readonly message?: string;
      readonly retryAfter?: RetryAfter;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** A proxy's HTML page instead of the answer. */
  | { readonly kind: "html"; readonly status: number }
  | { readonly kind: "reset"; readonly when: "beforeAnswer" | "midBody" }
  /** The JSON ends in its midst, and the answer's length says that this is all. */
  | { readonly kind: "truncatedJson" }
  /** No answer until the tenant is closed. */
  | { readonly kind: "hang" }
  | { readonly kind: "delay"; readonly ms: number }
  /** Metadata is the 1x1 entity that stands for «no photo». */
  | { readonly kind: "placeholder" }
  /** A photo's bytes are something else, under the name image/jpeg. */
  | { readonly kind: "bytes"; readonly of: "html" | "truncatedJpeg" | "png" | "gif" }
  | { readonly kind: "listing"; readonly what: ListingFault }
  /** The regular answer on a bad way. */
  | { readonly kind: "travel"; readonly how: Exclude<Travel, "whole"> }
  /** The regular answer with something changed in it. */
  | { readonly kind: "changed"; readonly change: (regular: Answer) => Answer };

/** A request as it came, to whichever service. `target` is path and query. */
export interface DisturbedRequest {
  readonly method: string;
  readonly target: string;
  readonly body: string;
}

interface Rule {
  readonly faults: readonly Fault[];
  readonly matches: (objectId: string | undefined) => boolean;
  /** Whether `times` counts for each person apart. */
  readonly each: boolean;
  readonly after: number;
  readonly times: number;
  readonly seen: Map<string, number>;
}

/**
 * The script of what goes wrong. In a batch a fault of a person is that item's answer; resets, hangs and cut JSON then
 * hit the batch as a whole. A list of faults is played one behind the other, and again from its start while `times`
 * lasts; `times` is by default the length of the list.
 */
export class Faults {
  readonly #byPerson = new Map<string, Rule[]>();
  readonly #byKind = new Map<CallKind, Rule[]>();
  #ofRequest: ((request: DisturbedRequest) => Fault | undefined) | undefined;
  #tokenRefusal: { readonly aadsts: number; readonly error: string; remaining: number } | undefined;
  #throttlePercentage: number | undefined;

  /** Disturbs the next `times` answers of a kind about one person. */
  person(objectId: string, kind: CallKind, fault: Fault | readonly Fault[], times?: number): void {
    const rule = makeRule(fault, times, { matches: () => true, each: false, after: 0 });
    append(this.#byPerson, personKey(kind, objectId), rule);
  }

  /** Disturbs the next `times` answers of a kind, whoever they are about, once `after` have gone by. */
  call(kind: CallKind, fault: Fault | readonly Fault[], times?: number, after = 0): void {
    append(this.#byKind, kind, makeRule(fault, times, { matches: () => true, each: false, after }));
  }

  /** Disturbs the first `timesEach` answers of a kind (by default all) about each person whom `matches` takes. */
  everyone(
    kind: CallKind,
    fault: Fault | readonly Fault[],
    timesEach = Number.POSITIVE_INFINITY,
    matches: (objectId: string) => boolean = () => true,
  ): void {
    const takes = (id: string | undefined) => id !== undefined && matches(id);
    append(this.#byKind, kind, makeRule(fault, timesEach, { matches: takes, each: true, after: 0 }));
  }

  /** From now on `faultOf` says of every request, to whichever service, what its answer has as a whole. */
  requests(faultOf: (request: DisturbedRequest) => Fault | undefined): void {
    this.#ofRequest = faultOf;
  }

  /** Entra refuses the next `times` requests for a token with this AADSTS number and OAuth error code. */
  token(aadsts: number, error = "invalid_client", times = Number.POSITIVE_INFINITY): void {
    this.#tokenRefusal = { aadsts, error, remaining: times };
  }

  /** What directory answers say in `x-ms-throttle-limit-percentage` (0.8 to 1.8); undefined: they do not have it. */
  sayThrottlePercentage(value: number | undefined): void {
    this.#throttlePercentage = value;
  }

  get throttlePercentage(): number | undefined {
    return this.#throttlePercentage;
  }

  /** From now on nothing goes wrong. */
  clear(): void {
    this.#tokenRefusal = undefined;
    this.#throttlePercentage = undefined;
    this.#byPerson.clear();
    this.#byKind.clear();
    this.#ofRequest = undefined;
  }

  /** The refusal that the next request for a token gets, and uses it up. */
  takeTokenRefusal(): { readonly aadsts: number; readonly error: string } | undefined {
    const refusal = this.#tokenRefusal;
    if (refusal === undefined || refusal.remaining < 1) return undefined;
    refusal.remaining -= 1;
    return refusal;
  }

  /** The fault that the next answer of a kind has, and uses it up. */
  take(kind: CallKind, objectId?: string): Fault | undefined {
    if (objectId !== undefined && this.#byPerson.size > 0) {
      const fault = firstOf(this.#byPerson.get(personKey(kind, objectId)), objectId);
      if (fault !== undefined) return fault;
    }
    return firstOf(this.#byKind.get(kind), objectId);
  }

  /** The fault that the answer to a request has as a whole. */
  takeRequest(request: DisturbedRequest): Fault | undefined {
    return this.#ofRequest?.(request);
  }
}

function personKey(kind: CallKind, objectId: string): string {
  return `${kind} ${objectId.toLowerCase()}`;
}

function makeRule(
  fault: Fault | readonly Fault[],
  times: number | undefined,
  scope: Pick<Rule, "matches" | "each" | "after">,
): Rule {
  const faults = "kind" in fault ? [fault] : fault;
  return { ...scope, faults, times: times ?? faults.length, seen: new Map() };
}

function firstOf(rules: readonly Rule[] | undefined, objectId: string | undefined): Fault | undefined {
  for (const rule of rules ?? []) {
    if (!rule.matches(objectId)) continue;
    const counter = rule.each ? (objectId ?? "") : "";
    const seen = rule.seen.get(counter) ?? 0;
    if (seen >= rule.after + rule.times) continue;
    rule.seen.set(counter, seen + 1);
    if (seen >= rule.after) return rule.faults[(seen - rule.after) % rule.faults.length];
  }
  return undefined;
}

function append<K>(rules: Map<K, Rule[]>, key: K, rule: Rule): void {
  const known = rules.get(key);
  if (known === undefined) rules.set(key, [rule]);
  else known.push(rule);
}
