import { ExophotosError } from "../errors.ts";
import { atOnce } from "./at-once.ts";
import type { PushContext } from "./context.ts";
import type { PushEntry } from "./entry.ts";
import { guardChanges } from "./max-change.ts";
import { type Change, planChanges } from "./plan-changes.ts";
import { openPushState } from "./push-state.ts";
import { readFolder } from "./read-folder.ts";
import { readList } from "./read-list.ts";
import { removePhoto } from "./remove-photo.ts";
import type { PushEnded, PushParts, PushRequest } from "./request.ts";
import { type PushOutcome, type PushResult, resultOf } from "./result.ts";
import { sendPhoto } from "./send-photo.ts";
import { requireReached, WriteWatch } from "./write-watch.ts";

/** The gate lets through as many calls as the tenant takes. */
const writtenAtOnce = 16;
/** What is in flight when it is interrupted has so long to end. */
const graceMs = 30_000;

/**
 * Brings the tenant's photos into step with the approved ones, or removes those of a list. All is decided and guarded
 * before the first write; the first one goes alone. Never throws: what stopped it is in what it returns (`listWrong`,
 * `permissionMissing`, `photosForbidden`, `pushStopped`, `locked`, `unreachable`, `interrupted`, …).
 */
export async function runPush(request: PushRequest, parts: PushParts): Promise<PushEnded> {
  const results = new Map<PushEntry, PushResult>();
  let entries: readonly PushEntry[] = [];
  let error: unknown;
  const grace = new AbortController();
  const endGrace = startGrace(parts, grace);
  try {
    using state = openPushState(request.state, request.tenantId, request.dryRun ? "lookOnly" : "keep");
    const { fit, onlyMissing, resend, dryRun } = request;
    const context: PushContext = { ...parts, state, fit, onlyMissing, resend, dryRun, signal: grace.signal };
    entries = await readEntries(request);
    const note = (result: PushResult) => results.set(result.entry, result);
    const changes = await planChanges(request, context, parts, entries, note);
    requireReached(context.writer.host, [...results.values()], entries.length);
    const change = request.task.kind;
    const due: PushOutcome = { kind: change === "send" ? "toSend" : "toRemove" };
    for (const { person, sha256 } of changes) note(resultOf(person, due, sha256));
    guardChanges(request.maxChange, change, changes, entries.length);
    if (changes.length > 0) await requirePolicy(context);
    if (!dryRun) await write(request, context, parts, changes, note);
  } catch (thrown) {
    error = parts.interrupted.aborted ? new ExophotosError("interrupted", { during: "push" }) : thrown;
  } finally {
    endGrace();
  }
  return { results: entries.flatMap((entry) => results.get(entry) ?? []), error };
}

function startGrace({ interrupted, clock }: PushParts, grace: AbortController): () => void {
  const timer = new AbortController();
  const begin = () => {
    const end = () => grace.abort(interrupted.reason);
    clock.sleep(graceMs, timer.signal).then(end, () => undefined);
  };
  if (interrupted.aborted) grace.abort(interrupted.reason);
  interrupted.addEventListener("abort", begin, { once: true });
  return () => {
    interrupted.removeEventListener("abort", begin);
    timer.abort();
  };
}

function readEntries({ task }: PushRequest): Promise<readonly PushEntry[]> {
  if (task.kind === "remove") return readList(task.list, { from: undefined });
  return task.list === undefined ? readFolder(task.from) : readList(task.list, { from: task.from });
}

/** Source: GDC concepts/profilephoto-configure-settings.md (the policy is for administrators as well). */
async function requirePolicy({ writer, signal }: PushContext): Promise<void> {
  const source = await writer.photoSource(signal);
  if (source !== "onPremises") return;
  throw new ExophotosError("photosForbidden", { source, graphCode: undefined, message: "" });
}

async function write(
  { task }: PushRequest,
  context: PushContext,
  { interrupted, onProgress }: PushParts,
  changes: readonly Change[],
  note: (result: PushResult) => void,
): Promise<void> {
  const watch = new WriteWatch(context.writer.host);
  let done = 0;
  const writeOne = async ({ person, sha256 }: Change) => {
    const outcome: PushOutcome =
      task.kind === "remove" || sha256 === undefined
        ? await removePhoto(context, person)
        : await sendPhoto(context, person, sha256);
    note(resultOf(person, outcome, sha256));
    done += 1;
    onProgress({ stage: "write", done, people: changes.length });
    watch.note(outcome);
  };
  await atOnce(changes, 1, () => !interrupted.aborted && !watch.hasSucceeded, writeOne);
  await atOnce(changes.slice(done), writtenAtOnce, () => !interrupted.aborted, writeOne);
  if (done < changes.length) interrupted.throwIfAborted();
  watch.requireSome();
}
