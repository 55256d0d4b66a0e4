import { bytesWords, grouped, spanWords } from "../model/quantities.ts";
import { escaped } from "../platform/html-text.ts";
import type { ReportFigures } from "./figures.ts";

/** The pass in figures, the ones that matter most first. */
export function figuresSection(figures: ReportFigures): string {
  const { coverage, people, published, sequence } = figures;
  const share = coverage === undefined ? "–" : `${coverage.toFixed(1)} %`;
  return `<section aria-labelledby="figures-title">
<h2 id="figures-title">The pass in figures</h2>
<dl class="figures">
${[
  figure("coverage", "Coverage", share, `${grouped(published)} of ${grouped(people)} people have a published photo`),
  figure(
    "listed",
    "People listed",
    grouped(figures.listed),
    `${grouped(figures.withPhoto)} with a photo, ${grouped(figures.withoutPhoto + figures.noMailbox)} without`,
  ),
  figure("added", "New photos", grouped(figures.added)),
  figure("changed", "Changed photos", grouped(figures.changed)),
  figure("removed", "Removed photos", grouped(figures.removed)),
  figure(
    "failed",
    "Failed",
    grouped(figures.failed),
    figures.failed === 0 ? "everybody was answered for" : "they keep what was published",
    figures.failed > 0,
  ),
  figure("elapsed", "Duration", spanWords(figures.elapsedMs)),
  figure(
    "throttled",
    "Held by Graph",
    figures.throttledMs === 0 ? "0 s" : spanWords(figures.throttledMs),
    figures.throttledMs === 0 ? "no waiting was asked for" : "of that time Graph asked to wait",
  ),
  figure(
    "downloaded",
    "Downloaded",
    grouped(figures.downloaded),
    `${bytesWords(figures.downloadedBytes)}; ${grouped(figures.unchanged)} unchanged`,
  ),
  figure("sequence", "Sequence", sequence === undefined ? "–" : grouped(sequence), "of the last published change"),
].join("\n")}
</dl>
</section>
`;
}

function figure(name: string, label: string, value: string, note = "", isAlarming = false): string {
  const remark = note === "" ? "" : `<dd class="note">${escaped(note)}</dd>`;
  const kind = isAlarming ? ' class="alarm"' : "";
  return `<div${kind}><dt>${escaped(label)}</dt><dd class="value" data-figure="${name}">${escaped(value)}</dd>${remark}</div>`;
}
