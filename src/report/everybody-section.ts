import { counted, grouped } from "../model/quantities.ts";
import type { ReportFigures } from "./figures.ts";
import { groupTitles } from "./groups-section.ts";
import type { GroupedBy } from "./person.ts";

/** The list of everybody, with search, filters and sorting; the page's script fills it. */
export function everybodySection({ rows, rowsLeftOut }: ReportFigures, by: GroupedBy): string {
  const group = groupTitles[by];
  const leftOut =
    rowsLeftOut === 0
      ? ""
      : `<p class="note">The page has room for ${grouped(rows)} people: those who failed, changed or have no photo come before others. ${counted(rowsLeftOut, "person is", "people are")} left out; manifest.csv names everybody who has a row.</p>\n`;
  return `<section id="everybody" aria-labelledby="everybody-title">
<h2 id="everybody-title">Everybody <span class="count">${grouped(rows)}</span></h2>
${leftOut}<noscript><p>The list needs scripts to be allowed for this file.</p></noscript>
<div class="tools" role="search" aria-label="People">
<div class="field"><label for="search">Search</label><input type="search" id="search" autocomplete="off" spellcheck="false" placeholder="Name, account, employee id, object id"></div>
<div class="field"><label for="show">Show</label><select id="show">
<option value="all">Everybody</option>
<option value="changed">Changed in the pass</option>
<option value="without">Without a photo</option>
<option value="failed">Failed</option>
</select></div>
<div class="field"><label for="group">${group}</label><select id="group"><option value="">All</option></select></div>
</div>
<p id="hits" class="note" role="status"></p>
<div id="list" class="list" role="grid" tabindex="0" aria-label="People" aria-describedby="keys">
<div class="row head" role="row" aria-rowindex="1">
<div role="columnheader"><span class="unseen">Photo</span></div>
${[
  columnHead("name", "Person"),
  columnHead("group", group),
  columnHead("state", "State"),
  columnHead("pixels", "Pixels"),
  columnHead("bytes", "Bytes"),
  columnHead("day", "First seen"),
].join("\n")}
</div>
<div id="body" role="rowgroup"></div>
</div>
<p id="keys" class="note screen">Arrow keys, Page Up, Page Down, Home and End move through the list; Enter shows the person.</p>
<div id="detail" class="detail" role="region" aria-label="The chosen person" aria-live="polite" hidden></div>
<p id="printed" class="note" hidden></p>
</section>
`;
}

function columnHead(key: string, title: string): string {
  return `<div role="columnheader" class="of-${key}" aria-sort="none"><button type="button" data-sort="${key}">${title}</button></div>`;
}
