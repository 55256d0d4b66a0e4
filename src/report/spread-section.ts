import { grouped } from "../model/quantities.ts";
import { escaped } from "../platform/html-text.ts";
import { bar } from "./groups-section.ts";
import type { ReportPeople } from "./people.ts";

/** From a bound to the next, in its words. */
interface Range {
  readonly from: number;
  readonly words: string;
}

const spreads: readonly {
  readonly of: "bytes" | "edge" | "age";
  readonly title: string;
  readonly column: string;
  readonly ranges: readonly Range[];
}[] = [
  {
    of: "bytes",
    title: "Size of the files",
    column: "Bytes",
    ranges: [
      { from: 0, words: "below 10 kB" },
      { from: 10_000, words: "10 to 25 kB" },
      { from: 25_000, words: "25 to 50 kB" },
      { from: 50_000, words: "50 to 100 kB" },
      { from: 100_000, words: "100 to 250 kB" },
      { from: 250_000, words: "250 kB to 1 MB" },
      { from: 1_000_000, words: "1 MB or more" },
    ],
  },
  {
    of: "edge",
    title: "Size of the pictures",
    column: "Longer edge",
    ranges: [
      { from: 0, words: "below 96 px" },
      { from: 96, words: "96 to 239 px" },
      { from: 240, words: "240 to 431 px" },
      { from: 432, words: "432 to 647 px" },
      { from: 648, words: "648 to 1,079 px" },
      { from: 1080, words: "1,080 to 2,047 px" },
      { from: 2048, words: "2,048 px or more" },
    ],
  },
  {
    of: "age",
    title: "Age",
    column: "First seen",
    ranges: [
      { from: Number.MIN_SAFE_INTEGER, words: "within a day" },
      { from: 1, words: "1 to 7 days ago" },
      { from: 7, words: "7 to 30 days ago" },
      { from: 30, words: "30 to 90 days ago" },
      { from: 90, words: "90 to 365 days ago" },
      { from: 365, words: "1 to 3 years ago" },
      { from: 1095, words: "3 years ago or more" },
    ],
  },
];

/** How the published photos are spread over sizes and ages; ages count back from `nowMs`. */
export function spreadSection(people: ReportPeople, photos: number, nowMs: number): string {
  const tables = spreads.map(({ of, title, column, ranges }) => {
    const counts = people.spread(
      of,
      ranges.map(({ from }) => from),
      nowMs,
    );
    const rows = ranges.map(({ words }, index) => rangeRow(words, counts[index] ?? 0, photos));
    return `<table class="bars"><caption>${title}</caption>
<thead><tr><th scope="col">${column}</th><th scope="col" class="number">Photos</th><th scope="col" class="wide">Share</th></tr></thead>
<tbody>
${rows.join("\n")}
</tbody></table>`;
  });
  return `<section aria-labelledby="spread-title">
<h2 id="spread-title">Sizes and ages</h2>
${photos === 0 ? '<p class="empty">No photo is published.</p>' : `<div class="spreads">\n${tables.join("\n")}\n</div>`}
</section>
`;
}

function rangeRow(words: string, count: number, all: number): string {
  const percent = Math.round((count / all) * 100);
  return `<tr><th scope="row">${escaped(words)}</th><td class="number">${grouped(count)}</td><td class="wide">${bar(percent)}<span class="unseen">${percent} %</span></td></tr>`;
}
