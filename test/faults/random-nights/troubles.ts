import fc from "fast-check";
import type { Fault, Faults } from "../../../src/simulator/faults.ts";

/** A disturbance of the service in one pass: whom it hits where it hits one person, and how often it comes. */
export interface Trouble {
  readonly kind: TroubleKind;
  readonly who: number;
  readonly times: number;
}

export type TroubleKind = keyof typeof troubles;

interface Effect {
  /** Exit codes that a pass may end with because of it, beside 0, 4 and 5. */
  readonly exits: readonly number[];
  readonly begin: (faults: Faults, objectId: string, times: number) => void;
}

const missing = { kind: "status", status: 404, code: "ImageNotFound" } as const;
const noSuchUser = { kind: "status", status: 404, code: "Request_ResourceNotFound" } as const;
const throttled = { kind: "status", status: 429 } as const;
const busy = { kind: "status", status: 503 } as const;

/** Answers of one kind about one person. */
const ofPerson = (kind: "metadata" | "value" | "user", fault: Fault, exits: readonly number[] = []): Effect => ({
  exits,
  begin: (faults, objectId, times) => faults.person(objectId, kind, fault, times),
});

/** Calls of one kind, whoever they are about. */
const ofCalls = (kind: "batch" | "users" | "exchange", fault: Fault | readonly Fault[], exits: readonly number[]) => ({
  exits,
  begin: (faults: Faults, _id: string, times: number) =>
    faults.call(kind, fault, Array.isArray(fault) ? undefined : times),
});

const lasting = (
  kinds: readonly ("metadata" | "value" | "batch")[],
  fault: Fault,
  exits: readonly number[],
): Effect => ({
  exits,
  begin: (faults) => {
    for (const kind of kinds) faults.call(kind, fault, Number.POSITIVE_INFINITY);
  },
});

const lostToken = (what: "expiredToken" | "unknownToken" | "gone") =>
  ofCalls(
    "users",
    [
      { kind: "listing", what: "emptyPage" },
      { kind: "listing", what },
    ],
    [8],
  );

/** Asking is given up after the sixth time, each takes its time, and where all calls are meant it is everybody's. */
const mostSilences = 7;
const silent = { kind: "hang" } as const;
const stalls = { kind: "travel", how: "stalls" } as const;

const silentOfPerson = (kind: "metadata" | "value" | "user", fault: Fault): Effect => ({
  exits: [8],
  begin: (faults, objectId, times) => faults.person(objectId, kind, fault, times),
});
const silentOfCalls = (kind: "batch" | "users" | "exchange", fault: Fault): Effect => ({
  exits: [8],
  begin: (faults, _id, times) => faults.call(kind, fault, Math.min(times, mostSilences)),
});

/** No answer, or one that stops in its midst. Where answers are not waited for long, any other may come too late. */
const silences = {
  batchSilent: silentOfCalls("batch", silent),
  batchStalls: silentOfCalls("batch", stalls),
  listingSilent: silentOfCalls("users", silent),
  listingStalls: silentOfCalls("users", stalls),
  exchangeSilent: silentOfCalls("exchange", silent),
  personSilent: silentOfPerson("metadata", silent),
  bytesStall: silentOfPerson("value", stalls),
  directorySilent: silentOfPerson("user", silent),
} as const satisfies Readonly<Record<string, Effect>>;

const troubles = {
  listingHasEmptyPage: ofCalls("users", { kind: "listing", what: "emptyPage" }, []),
  photoDeniedThough: ofPerson("metadata", missing),
  placeholderThough: ofPerson("metadata", { kind: "placeholder" }),
  bytesDeniedThough: ofPerson("value", missing),
  noSuchUserSaysPhoto: ofPerson("metadata", noSuchUser),
  noSuchUserSaysDirectory: ofPerson("user", noSuchUser, [2]),
  personThrottled: ofPerson("metadata", throttled),
  personBusy: ofPerson("metadata", busy),
  personForbidden: ofPerson("metadata", { kind: "status", status: 403 }),
  directoryBusy: ofPerson("user", busy, [8]),
  photoIsPage: ofPerson("value", { kind: "bytes", of: "html" }),
  photoIsCut: ofPerson("value", { kind: "bytes", of: "truncatedJpeg" }),
  photoIsPixel: ofPerson("value", { kind: "bytes", of: "gif" }),
  batchThrottled: ofCalls("batch", throttled, [8]),
  batchHeldForAnHour: ofCalls("batch", { ...throttled, retryAfter: 3600 }, [8]),
  batchBusy: ofCalls("batch", busy, [8]),
  batchReset: ofCalls("batch", { kind: "reset", when: "beforeAnswer" }, [8]),
  batchResetInBody: ofCalls("batch", { kind: "reset", when: "midBody" }, [8]),
  batchCut: ofCalls("batch", { kind: "truncatedJson" }, [8]),
  batchIsPage: ofCalls("batch", { kind: "html", status: 200 }, [8]),
  listingBusy: ofCalls("users", busy, [8]),
  listingCut: ofCalls("users", { kind: "truncatedJson" }, [8]),
  listingReset: ofCalls("users", { kind: "reset", when: "midBody" }, [8]),
  listingEmpty: ofCalls("users", { kind: "listing", what: "empty" }, []),
  listingExpires: lostToken("expiredToken"),
  listingForgotten: lostToken("unknownToken"),
  listingGone: lostToken("gone"),
  listingForbidden: ofCalls("users", { kind: "status", status: 403, code: "Authorization_RequestDenied" }, [3]),
  exchangeBusy: ofCalls("exchange", busy, [8]),
  exchangeForbidden: ofCalls("exchange", { kind: "status", status: 403 }, [3, 8]),
  photosForbidden: lasting(["metadata", "value"], { kind: "status", status: 403 }, [3]),
  outage: lasting(["metadata", "value", "batch"], busy, [8]),
  signInRefused: {
    exits: [3],
    begin: (faults) => faults.token(7000215),
  },
  ...silences,
} as const satisfies Readonly<Record<string, Effect>>;

/** Troubles that stop a whole pass hide what else is wrong in it. */
const stopping = new Set<TroubleKind>([
  "batchHeldForAnHour",
  "listingEmpty",
  "listingForbidden",
  "photosForbidden",
  "outage",
  "signInRefused",
]);
const kinds = Object.keys(troubles) as TroubleKind[];
const silentKinds = Object.keys(silences) as (keyof typeof silences)[];
const others = kinds.filter((kind) => !stopping.has(kind) && !isSilence(kind));

export const anyTrouble: fc.Arbitrary<Trouble> = fc.record({
  kind: fc.oneof(
    { weight: 20, arbitrary: fc.constantFrom(...others) },
    { weight: 1, arbitrary: fc.constantFrom(...stopping) },
    { weight: 1, arbitrary: fc.constantFrom(...silentKinds) },
  ),
  who: fc.nat(200),
  // Seldom as often as it takes until asking is given up.
  times: fc.oneof({ weight: 4, arbitrary: fc.integer({ min: 1, max: 3 }) }, { weight: 1, arbitrary: fc.constant(30) }),
});

export function beginTrouble({ kind, times }: Trouble, faults: Faults, objectId: string): void {
  troubles[kind].begin(faults, objectId, times);
}

/** Whether it is no answer, or only the beginning of one. */
export function isSilence(kind: TroubleKind): boolean {
  return kind in silences;
}

export function exitsOf({ kind }: Trouble): readonly number[] {
  return troubles[kind].exits;
}
