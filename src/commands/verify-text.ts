import { counted, printable } from "../model/quantities.ts";
import type { Fault, Verdict } from "./verify-fault.ts";

/** One fault as a line: what, where, what was found instead. */
export function faultLine(fault: Fault): string {
  switch (fault.fault) {
    case "state":
      return printable(`state      ${fault.objectId ?? "manifest.csv"}: ${fault.found}`);
    case "history":
      return `history    ${fault.found}`;
    case "link":
      return printable(`link       ${fault.link}: ${fault.found}`);
    default:
      return printable(`${fault.fault.padEnd(10)} ${fault.file}: ${fault.found}`);
  }
}

const namedUnknown = 20;

/** The verdict in sentences, the most important one last. */
export function verdictLines(
  { rows, photos, renditions, links, keptFiles, unknownFiles, faultsTotal, brokenPeople }: Verdict,
  quiet: boolean,
): string[] {
  const pictures = [counted(rows, "row", "rows"), counted(photos, "photo", "photos")];
  if (renditions > 0) pictures.push(counted(renditions, "rendition", "renditions"));
  if (links !== undefined && links > 0) pictures.push(counted(links, "link", "links"));
  const checked = `${pictures.slice(0, -1).join(", ")} and ${pictures.at(-1)} checked`;
  const people = counted(brokenPeople.length, "person", "people");
  const repair = ` Run exophotos verify --repair to fetch the photos of ${people} again.`;
  const last =
    faultsTotal === 0
      ? `${checked}: everything is as manifest.csv says.`
      : `${checked}: ${counted(faultsTotal, "difference", "differences")}.${brokenPeople.length === 0 ? "" : repair}`;
  if (quiet) return [last];
  const lines: string[] = [];
  if (links === undefined) lines.push("A pass is running: the by-name folders were not checked.");
  if (keptFiles > 0)
    lines.push(`${counted(keptFiles, "file is", "files are")} no longer listed and kept for slow readers.`);
  for (const name of unknownFiles.slice(0, namedUnknown)) lines.push(printable(`unlisted   ${name}: not on record`));
  if (unknownFiles.length > namedUnknown)
    lines.push(`… and ${unknownFiles.length - namedUnknown} more unlisted files.`);
  return [...lines, last];
}
