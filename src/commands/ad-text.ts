import type { Tally } from "../directory/tally.ts";
import type { SettledWish, WishProblem, WishResult } from "../directory/wish.ts";
import { counted, grouped, printable } from "../model/quantities.ts";

const namedFailures = 20;

/** Everybody for whom it failed, a line each, as many as one reads, and then what came of all of it. */
export function tallyLines(
  { results, problems, failures }: Tally,
  { dryRun, quiet, to }: { readonly dryRun: boolean; readonly quiet: boolean; readonly to: string | undefined },
): readonly string[] {
  const last = lastLine(results, dryRun);
  if (quiet) return [last];
  const failed = results.failed + results.unconfirmed;
  const more = failed - Math.min(failures.length, namedFailures);
  return [
    ...failures.slice(0, namedFailures).map(failureLine),
    ...(more > 0 ? [`And ${counted(more, "more picture", "more pictures")}; --to and --json name them.`] : []),
    ...notes(results),
    ...(results.failed > 0 ? [`Failed: ${problemCounts(problems)}.`] : []),
    ...(to === undefined ? [] : [printable(`What came of everybody is in ${to}.`)]),
    last,
  ];
}

function failureLine({ userPrincipalName, objectId, attribute, result, problem, detail }: SettledWish): string {
  const words = result === "unconfirmed" || problem === undefined ? unconfirmedWords : problemWords[problem];
  return printable(`${userPrincipalName || objectId} (${attribute}): ${words}${detail === "" ? "" : `: ${detail}`}.`);
}

const unconfirmedWords = "the server went away before it confirmed the change; the next run looks again";

const problemWords: Readonly<Record<WishProblem, string>> = {
  notFound: "nobody below the base has what the person is found by",
  ambiguous: "it is not clear which object is the person's",
  shared: "it is not clear whose object it is",
  gone: "the object is gone",
  forbidden: "the account may not write the attribute",
  constraint: "the directory's schema does not allow the value",
  sizeLimit: "the directory takes no value of that size",
  refused: "the directory refuses it",
  tooLarge: "the picture is larger than thumbnailPhoto takes (102,400 bytes)",
  changedMeanwhile: "the attribute holds something else than expected, and was left alone",
  pictureUnusable: "the export's picture cannot be used",
};

function problemCounts(problems: Tally["problems"]): string {
  return Object.entries(problems)
    .map(([problem, count]) => `${problem} ${grouped(count)}`)
    .join(", ");
}

function notes({ cloudOnly, otherDomain, noRendition }: Tally["results"]): readonly string[] {
  const lines: string[] = [];
  if (cloudOnly > 0) lines.push(`${counted(cloudOnly, "picture is", "pictures are")} of people without a directory.`);
  if (otherDomain > 0) lines.push(`${counted(otherDomain, "picture is", "pictures are")} of people of another domain.`);
  if (noRendition > 0) {
    lines.push(
      `${counted(noRendition, "photo has", "photos have")} no such rendition yet; the attribute stays as it is.`,
    );
  }
  return lines;
}

const resultWords: readonly (readonly [WishResult, string])[] = [
  ["added", "added"],
  ["replaced", "replaced"],
  ["removed", "removed"],
  ["planned", "not done"],
  ["same", "there already"],
  ["sameLook", "there by the look of it"],
  ["unconfirmed", "not confirmed"],
  ["unseen", "not looked at"],
  ["failed", "failed"],
];

function lastLine(results: Tally["results"], dryRun: boolean): string {
  const parts = resultWords
    .filter(([result]) => results[result] > 0)
    .map(([result, words]) => `${grouped(results[result])} ${dryRun && result === "planned" ? "to change" : words}`);
  const text = parts.join(", ") || "nothing to do";
  return dryRun ? `Dry run, nothing was changed: ${text}.` : `Pictures: ${text}.`;
}
