import { grouped } from "../model/quantities.ts";
import { escaped } from "../platform/html-text.ts";
import type { GroupedBy } from "./person.ts";

/** A department or domain, and how many of its people have a published photo. */
export interface GroupCount {
  readonly name: string;
  readonly people: number;
  readonly withPhoto: number;
}

/** Groups that the table names. */
const mostGroups = 30;

export const groupTitles: Readonly<Record<GroupedBy, string>> = { department: "Department", domain: "Domain" };

/** Who has no photo, by group, the ones that miss most first. */
export function groupsSection(groups: Iterable<GroupCount>, by: GroupedBy): string {
  const rows: string[] = [];
  let people = 0;
  let groupsWithNone = 0;
  for (const group of groups) {
    const without = group.people - group.withPhoto;
    if (without === 0) break;
    people += without;
    groupsWithNone += 1;
    if (rows.length < mostGroups) rows.push(groupRow(group, without));
  }
  return `<section id="without" aria-labelledby="without-title">
<h2 id="without-title">Who has no photo <span class="count">${grouped(people)}</span></h2>
${rows.length === 0 ? '<p class="empty">Nobody: everybody in the export has a photo.</p>' : table(rows, groupsWithNone, by)}
</section>
`;
}

function table(rows: readonly string[], all: number, by: GroupedBy): string {
  const more =
    all > rows.length
      ? `<p class="note">And ${grouped(all - rows.length)} more, which the list below can be narrowed to.</p>`
      : "";
  return `<table class="bars">
<thead><tr><th scope="col">${groupTitles[by]}</th><th scope="col" class="number">Without</th><th scope="col" class="number">People</th><th scope="col" class="wide">With a photo</th></tr></thead>
<tbody>
${rows.join("\n")}
</tbody>
</table>
${more}`;
}

function groupRow({ name, people, withPhoto }: GroupCount, without: number): string {
  const percent = Math.floor((withPhoto / people) * 100);
  const shown = name === "" ? "<i>none given</i>" : escaped(name);
  return `<tr><th scope="row"><button type="button" class="link" data-group="${escaped(name)}">${shown}</button></th><td class="number">${grouped(without)}</td><td class="number">${grouped(people)}</td><td class="wide">${bar(percent)}<span class="percent">${percent} %</span></td></tr>`;
}

/** A share as a bar beside its number. */
export function bar(percent: number): string {
  return `<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect class="track" width="100" height="8"/><rect class="fill" width="${percent}" height="8"/></svg>`;
}
