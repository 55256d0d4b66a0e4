import type { Counts, Finding, Result } from "../compare/finding.ts";
import { results, sideNames } from "../compare/finding.ts";
import { type CsvRecord, writeCsv } from "../manifest/csv-writer.ts";
import type { JoinKey } from "../model/join-key.ts";
import { counted, grouped } from "../model/quantities.ts";

/** What a finding comes to in the CSV and in JSON; undefined where it has no such thing. */
interface FindingFields {
  readonly result: Result;
  readonly key: string;
  readonly objectId: string | undefined;
  readonly userPrincipalName: string | undefined;
  readonly a: string | undefined;
  readonly b: string | undefined;
  /** Bits, 0 to 64. */
  readonly distance: number | undefined;
  /** Percent. */
  readonly unlike: number | undefined;
  readonly problem: string | undefined;
}

const columns = [
  ...["result", "key", "objectId", "userPrincipalName", "a", "b", "distance", "unlike", "problem"],
] as readonly (keyof FindingFields)[];

/** The findings as CSV, as manifest.csv is written. */
export function findingsAsCsv(findings: AsyncIterable<Finding>): AsyncIterable<Uint8Array> {
  return writeCsv(columns, records(findings), ",", "utf8");
}

async function* records(findings: AsyncIterable<Finding>): AsyncGenerator<CsvRecord> {
  for await (const finding of findings) {
    const fields = fieldsOf(finding);
    yield columns.map((column) => fields[column] ?? "");
  }
}

/** The findings as a JSON document that begins with `head` and ends with the counts, written as they come. */
export async function* findingsAsJson(
  head: Readonly<Record<string, unknown>>,
  findings: AsyncIterable<Finding>,
  counts: () => Counts,
): AsyncGenerator<Uint8Array> {
  yield Buffer.from(`${JSON.stringify(head).slice(0, -1)},"people":[`);
  let between = "\n";
  for await (const finding of findings) {
    yield Buffer.from(`${between}${JSON.stringify(fieldsOf(finding))}`);
    between = ",\n";
  }
  yield Buffer.from(`\n],"counts":${JSON.stringify(counts())}}\n`);
}

function fieldsOf(finding: Finding): FindingFields {
  const { result, key } = finding;
  const a = "a" in finding ? finding.a : undefined;
  const b = "b" in finding ? finding.b : undefined;
  const likeness = "likeness" in finding ? finding.likeness : undefined;
  return {
    result,
    key,
    objectId: a?.objectId || b?.objectId || undefined,
    userPrincipalName: a?.userPrincipalName || b?.userPrincipalName || undefined,
    a: a?.locator,
    b: b?.locator,
    distance: likeness?.distance,
    unlike: likeness?.unlike === undefined ? undefined : Math.round(likeness.unlike * 10) / 10,
    problem: problemOf(finding),
  };
}

function problemOf(finding: Finding): string | undefined {
  switch (finding.result) {
    case "unreadable":
      return `${finding.side.toUpperCase()}: ${finding.problem}`;
    case "ambiguous":
      return sideNames
        .filter((side) => finding.pictures[side].count > 0)
        .map((side) => {
          const { count, locators } = finding.pictures[side];
          const more = count > locators.length ? ", …" : "";
          return `${counted(count, "picture", "pictures")} in ${side.toUpperCase()}: ${locators.join(", ")}${more}`;
        })
        .join("; ");
    default:
      return undefined;
  }
}

const inWords: Readonly<Record<Result, string>> = {
  sameBytes: "with the same bytes",
  samePicture: "with the same picture",
  different: "different",
  onlyInA: "only in A",
  onlyInB: "only in B",
  unreadable: "unreadable",
  ambiguous: "ambiguous",
};

/** What a comparison came to, in a sentence or two. */
export function comparisonSentence(counts: Counts, join: JoinKey): string {
  const people = results.reduce((sum, result) => sum + counts[result], 0);
  if (people === 0) return "Nobody has a photo on either side.";
  const parts = results
    .filter((result) => counts[result] > 0)
    .map((result) => `${grouped(counts[result])} ${inWords[result]}`);
  const sentence = `${counted(people, "person", "people")} compared by ${join}: ${parts.join(", ")}.`;
  const isApart = people === counts.onlyInA + counts.onlyInB && counts.onlyInA > 0 && counts.onlyInB > 0;
  return isApart ? `${sentence} Nobody is on both sides: is --join right?` : sentence;
}
