import { open } from "node:fs/promises";
import { join, sep } from "node:path";
import { ExophotosError, errnoOf } from "../errors.ts";
import { photoItself } from "../manifest/picture-columns.ts";
import { psmaFolder } from "../mim/psma/folder.ts";
import { psmaMarker } from "../mim/psma/powershell-text.ts";
import { printable } from "../model/quantities.ts";
import { flushDirectory, writeDurably } from "../platform/durable-file.ts";
import { outputError } from "../platform/output-error.ts";
import type { MimPsmaSettings } from "../settings/types.ts";
import { say } from "./reporter.ts";
import type { Services, VerbEnd } from "./services.ts";
import { documentText } from "./write-result.ts";

/**
 * `exophotos mim psma`: writes the folder of scripts that the PowerShell management agent calls, and says what to do
 * with it. Files that are there already are replaced only when they are ours.
 */
export async function runMimPsma(settings: MimPsmaSettings, services: Services): Promise<VerbEnd> {
  const { to, out, objectClass, photo, attributes } = settings;
  const files = [...psmaFolder({ out, objectClass, photo, attributes })].map(([name, text]) => ({
    path: join(to, name),
    text,
  }));
  for (const { path } of files) await refuseForeign(path);
  for (const { path, text } of files) await writeDurably(path, text, { tempDir: to });
  await flushDirectory(to);

  const paths = files.map(({ path }) => path);
  services.stdout.write(settings.console.json ? asJson(settings, paths) : asText(settings, paths));
  if (out !== undefined && sep === "/") {
    say(
      settings.console,
      services,
      "The export directory's path is this machine's: on the MIM server set ExportDirectory in the agent, or write the folder there.",
    );
  }
  return "done";
}

/** Throws `usageWrong` when there is a file of this name that does not begin with our marker. */
async function refuseForeign(path: string): Promise<void> {
  const beginning = await beginningOf(path);
  if (beginning === undefined || beginning.includes(psmaMarker)) return;
  throw new ExophotosError("usageWrong", {
    problem: `${path} is there already and was not written by exophotos: move it away, or write to another folder`,
  });
}

/** The first bytes of a file, enough for the marker in its first line; undefined when there is no such file. */
async function beginningOf(path: string): Promise<string | undefined> {
  try {
    await using file = await open(path, "r");
    const { buffer, bytesRead } = await file.read(Buffer.alloc(64), 0, 64, 0);
    return buffer.toString("utf8", 0, bytesRead);
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return undefined;
    throw outputError(path, "read", error);
  }
}

function asText({ to, out, objectClass, photo }: MimPsmaSettings, paths: readonly string[]): string {
  const lines = [
    ...paths.map((path) => `Written   ${path}`),
    `Class     ${objectClass}, anchor objectId`,
    `Picture   ${photo === photoItself ? "the photo" : `the rendition ${photo}, which the export must have`}`,
    `Reads     ${out ?? "what the agent's configuration parameter ExportDirectory says"}`,
    "",
    "Next, in Synchronization Service Manager: Management Agents, Create, PowerShell.",
    `What to enter there: ${join(to, "README.txt")}`,
  ];
  return `${lines.map(printable).join("\n")}\n`;
}

function asJson({ out, objectClass, photo, attributes }: MimPsmaSettings, files: readonly string[]): string {
  return documentText({ formatVersion: 1, files, objectClass, photo, attributes, exportDirectory: out ?? null });
}
