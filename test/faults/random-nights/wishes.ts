import fc from "fast-check";
import { type LinkFolder, type LinkWish, linkFolders } from "./by-name-names.ts";

/** The settings of one pass, as far as they vary. */
export interface Wishes {
  readonly choice: ChoiceWish;
  readonly rows: "photos" | "people";
  readonly renditions: readonly string[];
  readonly checksum: "sha256" | "md5" | "sha512";
  readonly maxDelete: "usual" | "0" | "4" | "40%" | "100%";
  readonly discover: "graph" | "exchange" | "exchange-only";
  readonly recheckWithin: "never" | "2d" | "7d";
  readonly refreshAfter: "usual" | "2d";
  readonly keepFilesDays: 0 | 2 | 7;
  readonly keepChangesDays: 0 | 5 | 90;
  readonly switches: readonly ("--full" | "--value-by=get" | "--basic-columns" | "--transcode=false")[];
  readonly columns: readonly string[];
  readonly encoding: "utf8" | "utf8-bom" | "utf16le";
  readonly delimiter: keyof typeof delimiters;
  /** By-name folders; those that cannot be with the other wishes are left out. */
  readonly links: readonly LinkWish[];
  /** The deadline comes when the so many-th call reaches the tenant; undefined: there is none. */
  readonly deadlineCall: number | undefined;
}

export type ChoiceWish =
  | { readonly kind: "everyone" }
  | { readonly kind: "filter"; readonly filter: "enabled" | "members" }
  | { readonly kind: "group"; readonly group: 0 | 1 }
  /** People whose number leaves no rest when it is divided by this, in a file of this name. */
  | { readonly kind: "usersFrom"; readonly file: 0 | 1; readonly every: number; readonly byName: boolean }
  /** With rows as in the last pass that published, as it must be, or not. */
  | { readonly kind: "only"; readonly who: readonly number[]; readonly byName: boolean; readonly asPublished: boolean };

export const delimiters = { comma: ",", semicolon: ";", tab: "\t", pipe: "|" } as const;

export const filters = { enabled: "accountEnabled eq true", members: "userType eq 'Member'" } as const;

/** Nothing but what a pass must have. */
export const plainWishes: Wishes = {
  choice: { kind: "everyone" },
  rows: "photos",
  renditions: [],
  checksum: "sha256",
  maxDelete: "usual",
  discover: "graph",
  recheckWithin: "never",
  refreshAfter: "usual",
  keepFilesDays: 7,
  keepChangesDays: 90,
  switches: [],
  columns: [],
  encoding: "utf8",
  delimiter: "comma",
  links: [],
  deadlineCall: undefined,
};

/** What `--deadline` is. No other sleep of a pass is as long. */
export const deadlineMs = 10_817_000;

/** Mostly the first, which is also what a counterexample is shrunk to. */
function mostly<T>(weight: number, first: T, ...others: readonly T[]): fc.Arbitrary<T> {
  return fc.oneof({ weight, arbitrary: fc.constant(first) }, { weight: 1, arbitrary: fc.constantFrom(...others) });
}

const choice: fc.Arbitrary<ChoiceWish> = fc.oneof(
  { weight: 5, arbitrary: fc.constant({ kind: "everyone" as const }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("filter" as const),
      filter: fc.constantFrom("enabled" as const, "members" as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("group" as const), group: fc.constantFrom(0 as const, 1) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("usersFrom" as const),
      file: fc.constantFrom(0 as const, 1),
      every: fc.integer({ min: 1, max: 4 }),
      byName: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("only" as const),
      who: fc.array(fc.nat(200), { minLength: 1, maxLength: 4 }),
      byName: fc.boolean(),
      asPublished: fc.constantFrom(true, true, true, false),
    }),
  },
);

export const anyWishes: fc.Arbitrary<Wishes> = fc.record({
  choice,
  rows: mostly<Wishes["rows"]>(3, "photos", "people"),
  renditions: mostly<Wishes["renditions"]>(
    12,
    [],
    ["thumbnail=48x48"],
    ["thumbnail=40x40,max-bytes=4096", "badge=30x45"],
  ),
  checksum: mostly<Wishes["checksum"]>(9, "sha256", "md5", "sha512"),
  maxDelete: mostly<Wishes["maxDelete"]>(2, "usual", "0", "4", "40%", "100%"),
  discover: mostly<Wishes["discover"]>(6, "graph", "exchange", "exchange-only"),
  recheckWithin: mostly<Wishes["recheckWithin"]>(4, "never", "2d", "7d"),
  refreshAfter: mostly<Wishes["refreshAfter"]>(6, "usual", "2d"),
  keepFilesDays: mostly<Wishes["keepFilesDays"]>(2, 7, 0, 2),
  keepChangesDays: mostly<Wishes["keepChangesDays"]>(2, 90, 0, 5),
  switches: fc.oneof(
    { weight: 5, arbitrary: fc.constant([]) },
    {
      weight: 1,
      arbitrary: fc.subarray<Wishes["switches"][number]>(
        ["--full", "--value-by=get", "--basic-columns", "--transcode=false"],
        { minLength: 1, maxLength: 2 },
      ),
    },
  ),
  columns: mostly<Wishes["columns"]>(4, [], ["department"]),
  encoding: mostly<Wishes["encoding"]>(6, "utf8", "utf8-bom", "utf16le"),
  delimiter: mostly<Wishes["delimiter"]>(6, "comma", "semicolon", "tab", "pipe"),
  links: fc.constantFrom<Wishes["links"][]>(
    [],
    ["employeeId"],
    ["employeeId", "upn"],
    [],
    ["nickname", "employeeId"],
    ["thumbnail", "employeeId"],
    ["upn", "sam"],
  ),
  deadlineCall: fc.oneof(
    { weight: 14, arbitrary: fc.constant(undefined) },
    // Mostly while people are being listed.
    { weight: 2, arbitrary: fc.integer({ min: 1, max: 3 }) },
    { weight: 1, arbitrary: fc.integer({ min: 4, max: 12 }) },
  ),
});

/** The wishes of a pass that must have the rows of the one that was published with others. */
export function withRowsOf(wishes: Wishes, published: Wishes): Wishes {
  const { rows, renditions, checksum, columns, links, switches } = published;
  const basic = "--basic-columns" as const;
  const kept = wishes.switches.filter((name) => name !== basic);
  return {
    ...wishes,
    rows,
    renditions,
    checksum,
    columns,
    links,
    switches: switches.includes(basic) ? [...kept, basic] : kept,
  };
}

/** The by-name folders of a pass. */
export function linksOf({ links, renditions, switches }: Wishes): readonly LinkFolder[] {
  const hasThumbnail = renditions.some((spec) => spec.startsWith("thumbnail="));
  const isBasic = switches.includes("--basic-columns");
  return links
    .filter((wish) => (wish !== "thumbnail" || hasThumbnail) && (!isBasic || wish === "upn" || wish === "nickname"))
    .map((wish) => linkFolders[wish]);
}

/** The command line of a pass; `choiceArgs` says whom it is about. */
export function argsOf(wishes: Wishes, choiceArgs: readonly string[], exchangeEndpoint: string): readonly string[] {
  const given = (flag: string, value: string, usual: string) => (value === usual ? [] : [flag, value]);
  return [
    ...choiceArgs,
    ...given("--rows", wishes.rows, "photos"),
    ...wishes.renditions.flatMap((spec) => ["--rendition", spec]),
    ...given("--checksum", wishes.checksum, "sha256"),
    ...given("--max-delete", wishes.maxDelete, "usual"),
    ...(wishes.discover === "graph" ? [] : ["--discover", wishes.discover, "--exchange-endpoint", exchangeEndpoint]),
    ...given("--recheck-within", wishes.recheckWithin, "never"),
    ...given("--refresh-after", wishes.refreshAfter, "usual"),
    ...given("--keep-files", `${wishes.keepFilesDays}d`, "7d"),
    ...given("--keep-changes", `${wishes.keepChangesDays}d`, "90d"),
    ...wishes.switches,
    ...wishes.columns.flatMap((name) => ["--columns", name]),
    ...given("--encoding", wishes.encoding, "utf8"),
    ...given("--delimiter", wishes.delimiter, "comma"),
    ...linksOf(wishes).flatMap(({ link }) => ["--links", link]),
    ...(wishes.deadlineCall === undefined ? [] : ["--deadline", `${deadlineMs / 1000}s`]),
  ];
}
