import type { LastRun } from "../manifest/last-run-json.ts";
import { grouped, spanWords } from "../model/quantities.ts";
import { escaped } from "../platform/html-text.ts";

type Sample = LastRun["samples"][number];

/** A stretch of the pass between two samples. Rates are per second. */
interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
  readonly answered: number;
  readonly downloaded: number;
  /** Graph had asked to wait in it. */
  readonly isHeld: boolean;
}

/** The plot's own units: the page scales it. */
const size = { width: 960, height: 260, left: 2, right: 30, top: 34, bottom: 34 } as const;
const plotWidth = size.width - size.left - size.right;
const plotHeight = size.height - size.top - size.bottom;

/** People answered and photos downloaded a second over the time of the pass. */
export function rateSection({ samples }: LastRun): string {
  const stretches = stretchesOf(samples);
  const last = samples.at(-1);
  const hasPlot = stretches.length > 1 && last !== undefined && last.answered > 0;
  return `<section aria-labelledby="rate-title">
<h2 id="rate-title">Rate over time</h2>
${hasPlot ? plot(stretches, last) : '<p class="empty">The pass was too short, or asked about too few people, for a plot.</p>'}
</section>
`;
}

function stretchesOf(samples: readonly Sample[]): readonly Stretch[] {
  return samples.slice(1).flatMap((sample, index) => {
    const before = samples[index];
    if (before === undefined || sample.elapsedMs <= before.elapsedMs) return [];
    const seconds = (sample.elapsedMs - before.elapsedMs) / 1000;
    return [
      {
        fromMs: before.elapsedMs,
        toMs: sample.elapsedMs,
        answered: Math.max(0, sample.answered - before.answered) / seconds,
        downloaded: Math.max(0, sample.downloaded - before.downloaded) / seconds,
        isHeld: sample.heldMs > before.heldMs,
      },
    ];
  });
}

function plot(stretches: readonly Stretch[], { elapsedMs, answered, downloaded, heldMs }: Sample): string {
  const most = Math.max(...stretches.flatMap((stretch) => [stretch.answered, stretch.downloaded]));
  const top = roundUp(most);
  const x = (ms: number) => size.left + (ms / elapsedMs) * plotWidth;
  const y = (rate: number) => size.top + (1 - rate / top) * plotHeight;
  const line = (of: "answered" | "downloaded") =>
    stretches
      .map((stretch, index) => {
        const height = y(stretch[of]).toFixed(1);
        return `${index === 0 ? "M" : "L"}${x(stretch.fromMs).toFixed(1)} ${height}L${x(stretch.toMs).toFixed(1)} ${height}`;
      })
      .join("");
  const held = heldSpans(stretches).map(({ fromMs, toMs }) => {
    const width = Math.max(1, x(toMs) - x(fromMs)).toFixed(1);
    return `<rect class="held" x="${x(fromMs).toFixed(1)}" y="${size.top}" width="${width}" height="${plotHeight}"/>`;
  });
  const average = grouped(Math.round((answered * 1000) / elapsedMs));
  const said = `${average} people a second on average, ${grouped(Math.round(most))} at most, over ${spanWords(elapsedMs)}; ${grouped(downloaded)} photos downloaded${heldMs === 0 ? "" : `; held by Graph for ${spanWords(heldMs)}`}.`;
  return `<figure class="plot">
<svg viewBox="0 0 ${size.width} ${size.height}" role="img" aria-label="${escaped(`Rate over time: ${said}`)}">
${held.join("")}
${[0, top / 2, top].map((rate) => rule(y(rate))).join("\n")}
<path class="answered-area" d="${line("answered")}L${x(elapsedMs).toFixed(1)} ${y(0).toFixed(1)}L${x(0).toFixed(1)} ${y(0).toFixed(1)}Z"/>
<path class="answered" d="${line("answered")}"/>
<path class="downloaded" d="${line("downloaded")}"/>
${[top / 2, top].map((rate) => yTick(rate, y(rate))).join("\n")}
${timesOf(elapsedMs)
  .map((ms) => xTick(ms, x(ms)))
  .join("\n")}
</svg>
<figcaption><span class="key answered-key">people answered a second</span> <span class="key downloaded-key">photos downloaded a second</span>${held.length === 0 ? "" : ' <span class="key held-key">held by Graph</span>'}<span class="said">${escaped(said)}</span></figcaption>
</figure>`;
}

function rule(at: number): string {
  return `<line class="rule" x1="${size.left}" x2="${size.width - size.right}" y1="${at.toFixed(1)}" y2="${at.toFixed(1)}"/>`;
}

function yTick(rate: number, at: number): string {
  const label = rate >= 10 || Number.isInteger(rate) ? grouped(Math.round(rate)) : rate.toFixed(1);
  return `<text x="${size.left}" y="${(at - 6).toFixed(1)}">${label}</text>`;
}

function xTick(ms: number, at: number): string {
  const label = ms === 0 ? "0" : spanWords(ms);
  return `<text x="${at.toFixed(1)}" y="${size.height - 6}" text-anchor="${ms === 0 ? "start" : "middle"}">${escaped(label)}</text>`;
}

/** Where the plot marks the time: at most six marks, a round time apart. */
function timesOf(elapsedMs: number): readonly number[] {
  const stepMs = roundTimes.map((seconds) => seconds * 1000).find((step) => elapsedMs / step < 6) ?? elapsedMs;
  return Array.from({ length: Math.floor(elapsedMs / stepMs) + 1 }, (_, index) => index * stepMs);
}

/** In seconds. */
const roundTimes = [
  0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 86_400,
];

/** A round number that is not below a rate. */
function roundUp(rate: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(rate, 1)));
  const step = [1, 1.5, 2, 3, 4, 5, 6, 8, 10].find((factor) => factor * power >= rate) ?? 10;
  return step * power;
}

/** The stretches in which Graph had asked to wait, those beside each other as one. */
function heldSpans(stretches: readonly Stretch[]): readonly { readonly fromMs: number; readonly toMs: number }[] {
  const spans: { fromMs: number; toMs: number }[] = [];
  for (const { isHeld, fromMs, toMs } of stretches) {
    if (!isHeld) continue;
    const last = spans.at(-1);
    if (last?.toMs === fromMs) last.toMs = toMs;
    else spans.push({ fromMs, toMs });
  }
  return spans;
}
