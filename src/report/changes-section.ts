import { counted, grouped } from "../model/quantities.ts";
import { escaped } from "../platform/html-text.ts";
import { timeWords } from "./dates.ts";
import type { PhotoChange } from "./person.ts";

/** What is known of the last pass that published. */
export interface LastPublish {
  readonly pass: number;
  /** ISO 8601. */
  readonly time: string;
  readonly counts: Readonly<Record<PhotoChange, number>>;
}

const titles: Readonly<Record<PhotoChange, string>> = {
  changed: "Changed photos, before and after",
  added: "New photos",
  removed: "Removed photos",
};

/** The contact sheet of what changed; the page's script fills it. */
export function changesSection(publish: LastPublish | undefined, pass: number): string {
  return `<section id="changes" aria-labelledby="changes-title">
<h2 id="changes-title">What changed</h2>
${publish === undefined ? '<p class="empty">Nothing has been published yet.</p>' : sheets(publish, pass)}
</section>
`;
}

function sheets({ counts, pass, time }: LastPublish, lastPass: number): string {
  const earlier =
    pass === lastPass
      ? ""
      : `<p>The last pass published nothing. This is what pass ${grouped(pass)} of ${timeWords(time)} changed.</p>\n`;
  const kinds = (Object.keys(titles) as PhotoChange[]).filter((kind) => counts[kind] > 0);
  if (kinds.length === 0)
    return `${earlier}<p class="empty">No photo changed: everybody has the photo they had before.</p>`;
  return earlier + kinds.map((kind) => sheet(kind, counts[kind])).join("\n");
}

function sheet(kind: PhotoChange, count: number): string {
  return `<h3 id="${kind}-title">${titles[kind]} <span class="count">${grouped(count)}</span></h3>
<ul class="sheet" data-sheet="${kind}" aria-labelledby="${kind}-title"></ul>
<p class="more" data-more="${kind}" data-all="${count}" hidden><button type="button">Show more</button> <span role="status"></span></p>
<noscript><p>${escaped(`${counted(count, "person", "people")}: the sheet needs scripts to be allowed for this file.`)}</p></noscript>`;
}
