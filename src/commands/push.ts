import { withoutDryRun } from "../cli/next-step.ts";
import type { Work } from "../cli/work-reporter.ts";
import type { PushProgress } from "../push/request.ts";
import { runPush } from "../push/run-push.ts";
import type { PushSettings } from "../settings/types.ts";
import { countResults } from "./push-counts.ts";
import { resultDocument, writeResults } from "./push-output.ts";
import { failureLines, summaryLines } from "./push-text.ts";
import { say, sayNext, tell, workReporterFor } from "./reporter.ts";
import type { Services, VerbEnd } from "./services.ts";
import { writeDocument } from "./write-result.ts";

/**
 * `exophotos push`: sends approved photos to Microsoft 365, or removes those of a list. Throws what stopped it, once the
 * results so far are out.
 */
export async function runPushVerb(settings: PushSettings, services: Services): Promise<VerbEnd> {
  const { signIn, network, traffic, console, to, task, dryRun } = settings;
  const { clock, interrupted } = services;
  const writer = await services.connectWriter({ signIn, network, traffic });
  const pictures = await services.startPictures();
  const work = workReporterFor(console, services, writer.holdLeftMs);
  const onProgress = (progress: PushProgress) => work.update(workOf(progress, task));
  try {
    const request = { ...settings, tenantId: signIn.tenant };
    const ended = await runPush(request, { writer, pictures, clock, random: Math.random, onProgress, interrupted });
    work.close();
    const counts = countResults(ended.results);
    if (console.json) writeDocument(services, resultDocument(settings, ended, counts, writer.counters()));
    for (const line of failureLines(ended.results)) tell(console, services, "warn", line);
    if (ended.results.length > 0 || ended.error === undefined) {
      const lines = summaryLines(counts, writer.counters());
      for (const line of console.quiet ? lines.slice(-1) : lines) tell(console, services, "info", line);
    }
    if (to !== undefined && ended.results.length > 0) {
      await writeResults(to, ended.results);
      say(console, services, `What came of everybody is in ${to}.`);
    }
    if (ended.error !== undefined) throw ended.error;
    if (dryRun && counts.toSend + counts.toRemove > 0) sayNext(console, services, withoutDryRun);
    return counts.failed > 0 ? "someFailed" : "done";
  } finally {
    work.close();
    await writer.close();
    await pictures.close();
  }
}

/** How far a push is, as work. */
function workOf({ stage, done, people }: PushProgress, task: PushSettings["task"]): Work {
  const written = task.kind === "send" ? "Sent" : "Removed";
  const names = { find: "Found", probe: "Asked", compare: "Compared", write: written } as const;
  return { name: names[stage], unit: "people", done, total: people };
}
