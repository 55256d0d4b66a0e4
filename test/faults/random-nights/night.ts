import fc from "fast-check";
import type { ByNameEvent } from "./by-name.ts";
import { othersNames } from "./by-name-names.ts";
import { anyEdit, type Edit } from "./edits.ts";
import { type StateLoss, stateLosses } from "./lost-state.ts";
import { anyTrouble, type Trouble } from "./troubles.ts";
import { anyWishes, plainWishes, type Wishes } from "./wishes.ts";

/** A tenant, and what happens night after night. */
export interface Story {
  readonly people: number;
  readonly seed: number;
  readonly photoShare: number;
  readonly valueEtag: "same" | "different" | "absent";
  /** The settings that most passes have. */
  readonly usual: Wishes;
  readonly nights: readonly ToldNight[];
}

export interface ToldNight extends Omit<Night, "wishes"> {
  readonly wishes: Wishes | "usual";
}

/** One pass and what goes before it. */
export interface Night {
  /** Since the night before. */
  readonly hours: number;
  readonly edits: readonly Edit[];
  /** What has become of the state database. */
  readonly lostState: StateLoss | undefined;
  /** What somebody does in a by-name folder. */
  readonly byName: ByNameEvent | undefined;
  readonly wishes: Wishes;
  readonly troubles: readonly Trouble[];
  /** What happens in the tenant when the so many-th call of the pass arrives. */
  readonly meanwhile: { readonly call: number; readonly edits: readonly Edit[] } | undefined;
  /** Another pass is started when the so many-th call arrives, and ends before that is answered; not where calls fail. */
  readonly secondAtCall: number | undefined;
  readonly end: NightEnd;
  /** The consumers that come for the changes after it, by their number. */
  readonly consumers: readonly { readonly number: 0 | 1 | 2; readonly acknowledges: boolean }[];
}

/** How the pass comes to its end, if it is not over before. */
export type NightEnd =
  | { readonly kind: "whole" }
  | { readonly kind: "dryRun" }
  /** kill -9 at an operation that changes the disk or the state, counted from the first or from the publish. */
  | { readonly kind: "killed"; readonly operation: number; readonly from: "start" | "publish" }
  /** A signal when the so many-th call arrives. */
  | { readonly kind: "signal"; readonly signal: "SIGKILL" | "SIGINT"; readonly call: number };

const end: fc.Arbitrary<NightEnd> = fc.oneof(
  { weight: 40, arbitrary: fc.constant({ kind: "whole" as const }) },
  { weight: 2, arbitrary: fc.constant({ kind: "dryRun" as const }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("killed" as const),
      operation: fc.integer({ min: 1, max: 300 }),
      from: fc.constant("start" as const),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("killed" as const),
      operation: fc.integer({ min: 1, max: 40 }),
      from: fc.constant("publish" as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("signal" as const),
      signal: fc.constantFrom("SIGKILL" as const, "SIGINT"),
      call: fc.integer({ min: 1, max: 12 }),
    }),
  },
);

const folder = fc.nat(4);
const byName: fc.Arbitrary<ByNameEvent> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ does: fc.constant("plants" as const), folder, name: fc.constantFrom(...othersNames) }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constant("replaces" as const), folder, file: fc.nat(50) }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant("deletesFolder" as const), folder }) },
);

const meanwhile = fc.record({
  call: fc.integer({ min: 1, max: 8 }),
  edits: fc.array(anyEdit, { minLength: 1, maxLength: 3 }),
});

const night: fc.Arbitrary<ToldNight> = fc.record({
  hours: fc.oneof(
    { weight: 3, arbitrary: fc.constant(24) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 200 }) },
  ),
  edits: fc.array(anyEdit, { maxLength: 6, size: "max" }),
  lostState: fc.oneof(
    { weight: 14, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.constantFrom(...stateLosses) },
  ),
  byName: fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: byName }),
  wishes: fc.oneof({ weight: 3, arbitrary: fc.constant("usual" as const) }, { weight: 2, arbitrary: anyWishes }),
  troubles: fc.oneof(
    { weight: 1, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.array(anyTrouble, { minLength: 1, maxLength: 8, size: "max" }) },
  ),
  meanwhile: fc.oneof({ weight: 6, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: meanwhile }),
  secondAtCall: fc.oneof(
    { weight: 7, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 8 }) },
  ),
  end,
  consumers: fc.array(fc.record({ number: fc.constantFrom(0 as const, 1, 2), acknowledges: fc.boolean() }), {
    maxLength: 2,
  }),
});

/** Stories of up to so many nights. */
export function anyStory(mostNights: number): fc.Arbitrary<Story> {
  return fc.record({
    people: fc.integer({ min: 6, max: 60 }),
    seed: fc.integer({ min: 1, max: 10_000 }),
    photoShare: fc.constantFrom(0.5, 0.2, 0.9),
    valueEtag: fc.constantFrom("same" as const, "different", "absent"),
    usual: anyWishes.map((wishes) =>
      // Not all passes are about a few people.
      wishes.choice.kind === "only" ? { ...wishes, choice: { kind: "everyone" } } : wishes,
    ),
    nights: fc.array(night, { minLength: 1, maxLength: mostNights, size: "max" }),
  });
}

/** Nothing goes wrong, and all readers come. */
export const lastNight: Night = {
  hours: 24,
  edits: [],
  lostState: undefined,
  byName: undefined,
  wishes: { ...plainWishes, maxDelete: "100%", links: ["employeeId", "upn"] },
  troubles: [],
  meanwhile: undefined,
  secondAtCall: undefined,
  end: { kind: "whole" },
  consumers: [
    { number: 0, acknowledges: true },
    { number: 1, acknowledges: true },
    { number: 2, acknowledges: true },
  ],
};
