import { dirname } from "node:path";
import { Gauge, Registry } from "prom-client";
import type { PassSummary } from "../export/summary.ts";
import { writeDurably } from "../platform/durable-file.ts";

/** How a pass ended, for whoever watches passes. */
export interface PassOutcome {
  readonly out: string;
  readonly version: string;
  readonly endedAtMs: number;
  readonly exitCode: number;
  /** Undefined where the pass did not begin. */
  readonly summary: PassSummary | undefined;
  /** The time of the pass whose manifest is published now, ISO 8601; undefined where none is. */
  readonly publishedAt: string | undefined;
}

/**
 * Replaces a file in the Prometheus text format, for the textfile collectors of windows_exporter and node_exporter: they
 * read `*.prom`, at any time, so it is there whole or not at all. Throws `outputFailed`, `publishBlocked`.
 */
export async function writePassMetrics(path: string, outcome: PassOutcome): Promise<void> {
  await writeDurably(path, await passMetrics(outcome), { tempDir: dirname(path) });
}

/** The metrics as text. Each is labelled with the export directory: a machine may have several. */
async function passMetrics(outcome: PassOutcome): Promise<string> {
  const { out, version, endedAtMs, exitCode, summary, publishedAt } = outcome;
  const registry = new Registry();
  registry.setDefaultLabels({ out });
  const gauge = (name: string, help: string, value: number | undefined) => {
    if (value === undefined) return;
    new Gauge({ name: `exophotos_${name}`, help, registers: [registry] }).set(value);
  };
  const gauges = (name: string, help: string, label: string, values: Readonly<Record<string, number>>) => {
    const all = new Gauge({ name: `exophotos_${name}`, help, labelNames: [label], registers: [registry] });
    for (const [word, value] of Object.entries(values)) all.set({ [label]: word }, value);
  };
  gauge("completion_timestamp_seconds", "When the last export ended, whichever way.", endedAtMs / 1000);
  gauge("exit_code", "Exit code of the last export.", exitCode);
  gauge("published_timestamp_seconds", "When the pass began whose manifest is published.", secondsOf(publishedAt));
  gauges("info", "The version of exophotos.", "version", { [version]: 1 });
  if (summary === undefined) return await registry.metrics();

  const { people, photos, manifest, traffic } = summary;
  const { listed, ...answers } = people;
  gauge("duration_seconds", "How long the last pass took.", summary.elapsedMs / 1000);
  gauge("people_listed", "People that the listing gave.", listed);
  gauges("people", "People by what became of asking for them.", "answer", answers);
  gauges("photos", "Photos by what the last pass did with them.", "what", withoutBytes(photos));
  gauge("downloaded_bytes", "Bytes of the photos that were downloaded.", photos.downloadedBytes);
  gauge("manifest_rows", "Rows of the published manifest.", manifest?.rows);
  gauge("manifest_sequence", "Sequence number of the last published change.", manifest?.sequence);
  if (manifest !== undefined) {
    gauges("changes", "Changes that the last pass published.", "type", manifest.changes);
  }
  gauge("swept_files", "Files that were no longer listed and are gone now.", summary.sweptFiles);
  gauge("http_calls", "HTTP calls of the last pass.", traffic?.calls);
  gauge("http_retries", "Calls that were repeated.", traffic?.retries);
  gauge("throttled_answers", "Answers with status 429.", traffic?.throttledAnswers);
  gauge("throttled_seconds", "How long everything waited because Graph had asked for it.", secondsIn(traffic?.heldMs));
  gauge(
    "certificate_end_timestamp_seconds",
    "When the certificate that signs in ends.",
    secondsOf(summary.certificateEndsAt),
  );
  return await registry.metrics();
}

function withoutBytes({ downloadedBytes: _, ...counts }: PassSummary["photos"]): Readonly<Record<string, number>> {
  return counts;
}

function secondsIn(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : ms / 1000;
}

function secondsOf(time: string | undefined): number | undefined {
  return time === undefined ? undefined : secondsIn(Date.parse(time));
}
