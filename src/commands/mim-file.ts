import { dirname } from "node:path";
import { commandOf } from "../cli/next-step.ts";
import { ExophotosError, hasCode } from "../errors.ts";
import { stateOf } from "../export/open-output.ts";
import { addedColumnsOf } from "../manifest/columns.ts";
import { readChangesSince } from "../manifest/history.ts";
import { listedPicture } from "../manifest/picture-columns.ts";
import { openPublishedCopy, type PublishedManifest } from "../manifest/reader.ts";
import type { MimEntry } from "../mim/entry.ts";
import { type FileRequest, picturesIn, writeFileFor } from "../mim/file.ts";
import { fileEncoder } from "../mim/file-encoder.ts";
import { deltaEntries, fullEntries, withPictures } from "../mim/file-entries.ts";
import { FileRefusals } from "../mim/file-refusals.ts";
import { templateEntries } from "../mim/file-template.ts";
import { counted } from "../model/quantities.ts";
import { writeDurably } from "../platform/durable-file.ts";
import type { MimFileAcknowledging, MimFileSettings, MimFileWriting } from "../settings/types.ts";
import { openStateBeside, type State } from "../store/state.ts";
import { fileFormat } from "./mim-file-format.ts";
import { sayNext, tell, workReporterFor } from "./reporter.ts";
import type { Services, VerbEnd } from "./services.ts";
import { watched } from "./watched.ts";
import { writeDocument } from "./write-result.ts";

/**
 * `exophotos mim file`: a file for a file-based management agent: everyone published, or what changed since a consumer's
 * acknowledged position, or a template. With `--ack` it writes nothing and moves the consumer to the file it was last
 * handed. Throws `peopleUnwritable` with nothing written where somebody cannot be in the file.
 */
export async function runMimFile(settings: MimFileSettings, services: Services): Promise<VerbEnd> {
  if (settings.action === "acknowledge") await acknowledge(settings, services);
  else if (settings.consumer === undefined || settings.action === "template")
    await write(settings, undefined, services);
  else await writeForConsumer(settings, settings.consumer, services);
  return "done";
}

async function acknowledge({ out, consumer: name, console }: MimFileAcknowledging, services: Services): Promise<void> {
  const state = await openState(out);
  try {
    const consumer = state.consumers.get(name);
    if (consumer === undefined) {
      throw new ExophotosError("usageWrong", { problem: "--ack needs a consumer that has been given a file before" });
    }
    state.consumers.acknowledge(name, services.clock.now());
    if (console.json) writeDocument(services, { formatVersion: 1, consumer: name, acknowledged: consumer.written });
    tell(console, services, "info", `${name} has acknowledged everything up to sequence ${consumer.written}.`);
  } finally {
    state.close();
  }
}

async function writeForConsumer(settings: MimFileWriting, name: string, services: Services): Promise<void> {
  const state = await openState(settings.out);
  try {
    const since = state.consumers.get(name)?.acknowledged ?? 0;
    state.consumers.recordWritten(name, await write(settings, { name, since }, services));
  } catch (error) {
    if (!hasCode(error, "historyGone")) throw error;
    throw new ExophotosError("historyGone", { ...error.facts, consumer: name, fullBy: "mim file" }, error);
  } finally {
    state.close();
  }
}

async function openState(out: string): Promise<State> {
  return openStateBeside(await stateOf(out));
}

interface Reader {
  readonly name: string;
  /** The sequence number that it has acknowledged. */
  readonly since: number;
}

/** Writes the file and returns the sequence number that it reaches. */
async function write(settings: MimFileWriting, reader: Reader | undefined, services: Services): Promise<number> {
  const { out, to, console, action, type } = settings;
  await using published = await openPublishedCopy(out, to, services.clock);
  const { sequence, columns } = published.description;
  const added = addedColumnsOf(columns);
  if (added === undefined) throw new TypeError("A manifest that could be opened does not have a manifest's columns.");
  const refusals = new FileRefusals();
  const request: FileRequest = {
    format: fileFormat(settings, added),
    isDelta: type === "delta",
    encoder: fileEncoder(settings.encoding),
    added,
    refuse: refusals.refuse,
  };
  let objects = 0;
  let lacking = 0;
  const work = workReporterFor(console, services);
  const total = type === "full" && action !== "template" ? published.description.rows : undefined;
  const pictures = picturesIn(request.format);
  const bytes = async function* () {
    const entries = watched(entriesFor(settings, published, request, reader), ({ row }) => {
      services.interrupted.throwIfAborted();
      objects += 1;
      work.update({ name: "Written", unit: "objects", done: objects, total });
      if (row?.photo !== undefined && pictures.some((name) => !listedPicture(row.photo, name))) lacking += 1;
    });
    for await (const chunk of writeFileFor(entries, request)) {
      // Then nothing will be written: the rest is read only to name all of them.
      if (!refusals.any) yield chunk;
    }
    refusals.throwIfAny(to);
  };
  try {
    await writeDurably(to, bytes(), { tempDir: dirname(to), clock: services.clock, signal: services.interrupted });
  } finally {
    work.close();
  }
  if (console.json) {
    const document = { formatVersion: 1, file: to, format: settings.format, type, action, objects, sequence };
    writeDocument(services, { ...document, since: reader?.since });
  }
  if (lacking > 0) {
    const photos = counted(lacking, "photo", "photos");
    tell(console, services, "warn", `Of ${photos} a rendition that the file should hold is not made yet.`);
  }
  tell(console, services, "info", `${counted(objects, "object", "objects")} in ${to}, ${reach(settings, sequence)}.`);
  if (reader !== undefined) {
    const acknowledge = commandOf("mim", "file", out, "--consumer", reader.name, "--ack");
    sayNext(console, services, `when the agent has imported it, ${acknowledge}`);
  }
  return sequence;
}

function reach({ action }: MimFileWriting, sequence: number): string {
  return action === "template" ? "a template" : `up to sequence ${sequence}`;
}

function entriesFor(
  { out, action, type, originOf }: MimFileWriting,
  published: PublishedManifest,
  { format, isDelta, added, refuse }: FileRequest,
  reader: Reader | undefined,
): AsyncIterable<MimEntry> {
  const pictures = picturesIn(format);
  if (action === "template") return templateEntries(isDelta, added, pictures);
  const { rows, sequence } = published.description;
  let entries: AsyncIterable<MimEntry>;
  if (type === "full") {
    // An agent may take a file without objects for everyone having left.
    if (rows === 0) throw new ExophotosError("outEmpty", { out });
    entries = fullEntries(published.rows());
  } else {
    const since = reader?.since ?? 0;
    if (since > sequence) {
      const problem = `has acknowledged ${since}, but the last published change is ${sequence}: write a full file for it`;
      throw new ExophotosError("settingInvalid", { setting: "consumer", origin: originOf("consumer"), problem });
    }
    entries = deltaEntries(readChangesSince(out, since, sequence), () => published.rows());
  }
  return pictures.length > 0 ? withPictures(entries, pictures, out, refuse) : entries;
}
