import { counted, grouped } from "../cli/quantities.ts";
import type { PushProgress } from "../push/request.ts";
import { runPush } from "../push/run-push.ts";
import type { PushSettings } from "../settings/types.ts";
import { countResults } from "./push-counts.ts";
import { resultDocument, writeResults } from "./push-output.ts";
import { failureLines, summaryLines } from "./push-text.ts";
import { say, tell } from "./reporter.ts";
import type { Services, VerbEnd } from "./services.ts";
import { writeDocument } from "./write-result.ts";

/**
 * `exophotos push`: sends approved photos to Microsoft 365, or removes those of a list. Throws what stopped it, once the
 * results so far are out.
 */
export async function runPushVerb(settings: PushSettings, services: Services): Promise<VerbEnd> {
  const { signIn, network, traffic, console, to } = settings;
  const { clock, interrupted } = services;
  const writer = await services.connectWriter({ signIn, network, traffic });
  const pictures = await services.startPictures();
  try {
    const request = { ...settings, tenantId: signIn.tenant };
    const onProgress = progressTeller(settings, services);
    const ended = await runPush(request, { writer, pictures, clock, random: Math.random, onProgress, interrupted });
    const counts = countResults(ended.results);
    if (console.json) writeDocument(services, resultDocument(settings, ended, counts, writer.counters()));
    for (const line of failureLines(ended.results)) tell(console, services, "warn", line);
    if (ended.results.length > 0 || ended.error === undefined) {
      for (const line of summaryLines(counts, writer.counters())) tell(console, services, "info", line);
    }
    if (to !== undefined && ended.results.length > 0) await writeResults(to, ended.results);
    if (ended.error !== undefined) throw ended.error;
    return counts.failed > 0 ? "someFailed" : "done";
  } finally {
    await writer.close();
    await pictures.close();
  }
}

const tellEveryMs = 10_000;

/** Each stage once, and how far the writing is every ten seconds at most. */
function progressTeller({ console, task }: PushSettings, services: Services): (progress: PushProgress) => void {
  const { clock } = services;
  let toldAtMs = clock.monotonic();
  return (progress) => {
    if (progress.stage !== "write") {
      const doing = progress.stage === "find" ? "Looking up" : "Comparing the photos of";
      return say(console, services, `${doing} ${counted(progress.people, "person", "people")}.`);
    }
    if (clock.monotonic() - toldAtMs < tellEveryMs) return;
    toldAtMs = clock.monotonic();
    const what = task.kind === "send" ? "sent" : "removed";
    say(console, services, `${grouped(progress.done)} of ${grouped(progress.people)} ${what}.`);
  };
}
