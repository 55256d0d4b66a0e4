import { escaped } from "../platform/html-text.ts";
import type { Counts, Finding, SideName } from "./finding.ts";

/*
 * The text of the report. Names come from outside: every one goes through `escaped`, and the page allows itself no script
 * and nothing from anywhere.
 */

/** A person's cell on a side. */
export interface Cell {
  readonly locator: string;
  /** A data URI; undefined where the picture is not shown. */
  readonly picture: string | undefined;
}

const style = `
:root { color-scheme: light dark; font: 15px/1.4 system-ui, sans-serif; }
body { display: flex; flex-direction: column; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
footer { order: -1; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: 0.5rem; border-top: 1px solid #8886; }
td { overflow-wrap: anywhere; }
img { display: block; min-width: 3rem; margin-bottom: 0.25rem; }
small { opacity: 0.75; }`;

/** Everything before the first person. */
export function pageStart(a: string, b: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<title>Photos that differ</title>
<style>${style}
</style>
</head>
<body>
<main>
<table>
<thead><tr><th scope="col">Person</th><th scope="col">A: ${escaped(a)}</th><th scope="col">B: ${escaped(b)}</th></tr></thead>
<tbody>
`;
}

/** One person who differs. */
export function personRow(finding: Finding, cells: Readonly<Partial<Record<SideName, Cell>>>): string {
  const name = nameOf(finding);
  const more = finding.key === name || finding.key === "" ? "" : `<br>${escaped(finding.key)}`;
  return `<tr><th scope="row">${escaped(name)}${more}<br><small>${escaped(remarkOf(finding))}</small></th>${cellText(cells.a)}${cellText(cells.b)}</tr>\n`;
}

function cellText(cell: Cell | undefined): string {
  if (cell === undefined) return "<td></td>";
  const picture = cell.picture === undefined ? "" : `<img src="${cell.picture}" alt="">`;
  return `<td>${picture}<small>${escaped(cell.locator)}</small></td>`;
}

/** How many people the page leaves out, and what the comparison came to: the page shows it on top. */
export function pageEnd(counts: Counts, sentence: string, leftOut: number): string {
  const more =
    leftOut === 0 ? "" : `<p>${leftOut} more differ; the page has no room for them. The CSV names them all.</p>\n`;
  const rows = counts.different + counts.unreadable + counts.ambiguous + counts.onlyInA + counts.onlyInB;
  const none = rows === 0 ? "<p>Nobody differs.</p>\n" : "";
  return `</tbody>
</table>
${more}${none}</main>
<footer><h1>Photos that differ</h1><p>${escaped(sentence)}</p></footer>
</body>
</html>
`;
}

function nameOf(finding: Finding): string {
  if (finding.result === "ambiguous") return finding.key;
  const known = [...("a" in finding ? [finding.a] : []), ...("b" in finding ? [finding.b] : [])];
  const name = known
    .map(({ userPrincipalName, objectId }) => userPrincipalName || objectId)
    .find((text) => text !== "");
  return name ?? finding.key;
}

function remarkOf(finding: Finding): string {
  switch (finding.result) {
    case "sameBytes":
      return "the same file";
    case "samePicture":
      return "the same picture";
    case "different": {
      const { distance, unlike } = finding.likeness;
      const left = unlike === undefined ? "" : `, ${unlike.toFixed(0)} % unlike`;
      return `different: ${distance} of 64 bits${left}`;
    }
    case "onlyInA":
      return "only in A";
    case "onlyInB":
      return "only in B";
    case "unreadable":
      return `${finding.side.toUpperCase()} cannot be used: ${finding.problem}`;
    case "ambiguous":
      return `${finding.pictures.a.count} times in A, ${finding.pictures.b.count} times in B`;
  }
}
