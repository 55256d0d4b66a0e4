import type { GrantedPath } from "../doctor/seen.ts";
import { bytesWords, counted } from "../model/quantities.ts";
import type { Wording } from "./doctor-wording.ts";

/** What can be found about the export directory and the files around it. */
export type DirectoryKind =
  | "outOurs"
  | "outUnused"
  | "spaceEnough"
  | "spaceLow"
  | "volumeLocal"
  | "volumeShareForOut"
  | "volumeShareForState"
  | "accessClosed"
  | "accessOpen"
  | "accessGranted"
  | "accessUnseen"
  | "stateSound"
  | "stateOlder"
  | "stateNone"
  | "lockFree"
  | "lockHeld";

/** What is said about them. */
export const directoryWords: Wording<DirectoryKind> = {
  outOurs: ({ out }) => ({ what: `${out} holds this tenant's export and can be written.` }),
  outUnused: ({ out, parent }) => ({
    what:
      parent === undefined
        ? `${out} is empty and can be written.`
        : `${out} does not exist yet; it can be made in ${parent}.`,
  }),
  spaceEnough: ({ freeBytes, publishedBytes }) => ({
    what: `${bytesWords(freeBytes)} are free; ${bytesWords(publishedBytes)} are published.`,
  }),
  spaceLow: ({ path, freeBytes, neededBytes }) => ({
    what: `Only ${bytesWords(freeBytes)} are free where ${path} is; ${bytesWords(neededBytes)} would be good to have.`,
    todo: "Make room, or move the directory. A pass for which the disk is full publishes nothing and ends with 9.",
  }),
  volumeLocal: ({ fileSystem }) => ({
    what: `On a disk of this machine${fileSystem === undefined ? "" : ` (${fileSystem})`}.`,
  }),
  volumeShareForOut: ({ fileSystem, state }) => ({
    what: `The export directory is on a network share (${fileSystem}), its state on a disk of this machine, in ${state}.`,
  }),
  volumeShareForState: ({ fileSystem, state, isNew }) => ({
    what: `The state would be on a network share (${fileSystem}), in ${state}: a database there can be damaged.`,
    todo: isNew
      ? "Name a folder of a local disk with --state-dir before the first pass."
      : "Export into a new directory with --state-dir on a local disk: where the state is, is fixed by the first pass.",
  }),
  accessClosed: ({ paths }) => ({ what: `${counted(paths, "path is", "paths are")} closed to other accounts.` }),
  accessOpen: ({ open }) => ({
    what: `Other accounts of this machine can ${open.map(({ path, may, mode }) => `${may} ${path} (${mode})`).join(", and ")}.`,
    todo: open
      .map(({ path, may }) => `chmod ${may === "read" ? "o-rwx" : "o-w"} '${path.replaceAll("'", "'\\''")}'`)
      .join("; "),
  }),
  accessGranted: ({ granted }) => ({
    what: `The access control lists let ${granted.map(grantedWords).join("; and ")}.`,
    todo: "Take these entries away, as above; task-scheduler.md, «Access control lists», has the whole of it.",
    details: takeAway(granted),
  }),
  accessUnseen: ({ paths }) => ({
    what: "Access control lists are not looked at. Only the account of the pass and administrators should be in them.",
    details: paths.map((path) => `icacls "${path}"`),
  }),
  stateSound: ({ version, people }) => ({
    what: `The state is sound: format ${version}, ${counted(people, "person", "people")} on record.`,
  }),
  stateOlder: ({ version, supported }) => ({
    what: `The state is sound and of an older format (${version}); the next pass makes it ${supported}.`,
  }),
  stateNone: () => ({ what: "There is no state yet; the first pass makes it." }),
  lockFree: () => ({ what: "No pass is running." }),
  lockHeld: ({ out }) => ({
    what: `A pass is working on ${out} right now.`,
    todo: "Wait for it: another one would end with 6. If none should be running, look for a second task.",
  }),
};

function grantedWords({ path, may, to }: GrantedPath): string {
  return `${to.map(({ name }) => name).join(", ")} ${may === "read" ? "read" : "write or delete in"} ${path}`;
}

/** A command line for each path, with SIDs, since the names of groups are in the language of Windows. */
function takeAway(granted: readonly GrantedPath[]): readonly string[] {
  return [...Map.groupBy(granted, ({ path }) => path)].map(([path, ofPath]) => {
    const sids = new Set(ofPath.flatMap(({ to }) => to.map(({ sid }) => (sid.startsWith("S-") ? `*${sid}` : sid))));
    return `icacls "${path}" /inheritance:d; icacls "${path}" /remove:g ${[...sids].join(" ")}`;
  });
}
