import { commandOf } from "../cli/next-step.ts";
import { ExophotosError, hasCode } from "../errors.ts";
import { stateOf } from "../export/open-output.ts";
import { writeChanges } from "../manifest/changes-csv.ts";
import { readChangesSince } from "../manifest/history.ts";
import { openPublished } from "../manifest/reader.ts";
import type { Change } from "../model/change.ts";
import type { ChangesSettings } from "../settings/types.ts";
import type { Since } from "../settings/values.ts";
import { openStateBeside, type State } from "../store/state.ts";
import { sayNext, tell } from "./reporter.ts";
import type { Services, VerbEnd } from "./services.ts";
import { writeDocument, writeResult } from "./write-result.ts";

/**
 * `exophotos changes`: the changes since a sequence, a time, or a consumer's acknowledged position, as CSV or JSON.
 * With `--ack` it writes nothing and moves the consumer to what it was last handed.
 */
export async function runChanges(settings: ChangesSettings, services: Services): Promise<VerbEnd> {
  const { out, ack } = settings;
  const state = openStateBeside(await stateOf(out));
  try {
    if (ack) acknowledge(state, settings, services);
    else await handOut(state, settings, services);
    return "done";
  } finally {
    state.close();
  }
}

function acknowledge(state: State, { since, console }: ChangesSettings, services: Services): void {
  const consumer = since.kind === "consumer" ? state.consumers.get(since.consumer) : undefined;
  if (consumer === undefined) {
    const problem = "--ack needs a consumer that has been given changes before: --since @NAME";
    throw new ExophotosError("usageWrong", { problem });
  }
  state.consumers.acknowledge(consumer.name, services.clock.now());
  if (console.json) {
    writeDocument(services, { formatVersion: 1, consumer: consumer.name, acknowledged: consumer.written });
  }
  tell(console, services, "info", `${consumer.name} has acknowledged everything up to sequence ${consumer.written}.`);
}

async function handOut(state: State, settings: ChangesSettings, services: Services): Promise<void> {
  const { out, since, to, console } = settings;
  const upTo = await publishedSequence(out);
  const from = startOf(state, since);
  if (from > upTo) {
    const problem = `is ${from}, but the last published change is ${upTo}`;
    throw new ExophotosError("settingInvalid", { setting: "--since", origin: settings.originOf("since"), problem });
  }
  const changes = readChangesSince(out, from, upTo);
  const text = console.json ? asJson(changes, from, upTo) : writeChanges(changes);
  try {
    await writeResult(to, text, services);
  } catch (error) {
    if (since.kind !== "consumer" || !hasCode(error, "historyGone")) throw error;
    // The full import that is due now gives the consumer all of it; --ack then moves it on.
    state.consumers.recordWritten(since.consumer, upTo);
    throw new ExophotosError("historyGone", { ...error.facts, consumer: since.consumer }, error);
  }
  if (since.kind === "consumer") state.consumers.recordWritten(since.consumer, upTo);
  const where = to === undefined ? "" : ` are in ${to}`;
  const sentence =
    from === upTo ? `Nothing has changed since sequence ${from}.` : `Changes ${from + 1} to ${upTo}${where}.`;
  tell(console, services, "info", sentence);
  if (since.kind === "consumer" && from < upTo) {
    const acknowledge = commandOf("changes", out, "--since", `@${since.consumer}`, "--ack");
    sayNext(console, services, `when they are taken over, ${acknowledge}`);
  }
}

async function publishedSequence(out: string): Promise<number> {
  await using published = await openPublished(out);
  return published.description.sequence;
}

/** The sequence number after which changes are wanted. */
function startOf(state: State, since: Since): number {
  switch (since.kind) {
    case "sequence":
      return since.sequence;
    case "time":
      return state.publishes.lastSequenceBefore(Date.parse(since.time));
    case "consumer":
      return state.consumers.get(since.consumer)?.acknowledged ?? 0;
  }
}

/** One document: `{"formatVersion":1,"since":…,"sequence":…,"changes":[…]}`, written as it is read. */
async function* asJson(changes: AsyncIterable<Change>, since: number, sequence: number): AsyncGenerator<Uint8Array> {
  // With the first change, not before it: then nothing is out yet where the history is gone.
  let before = `{"formatVersion":1,"since":${since},"sequence":${sequence},"changes":[\n`;
  let between = "";
  for await (const change of changes) {
    yield Buffer.from(`${before}${between}${JSON.stringify(change)}`);
    before = "";
    between = ",\n";
  }
  yield Buffer.from(`${before}\n]}\n`);
}
