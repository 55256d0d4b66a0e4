import type { ErrorCode, ErrorFacts, ExophotosError } from "../errors.ts";
import { counted } from "../model/quantities.ts";
import { findKey } from "../settings/table.ts";
import {
  explainChangesStopped,
  explainDirectoryRefused,
  explainDirectorySignIn,
  explainDirectoryUnreachable,
  explainUndoDamaged,
} from "./explain-directory.ts";
import { explainExchangeForbidden, explainExchangeUnusable } from "./explain-exchange.ts";
import { explainGuard } from "./explain-guard.ts";
import { explainPush, newPushState } from "./explain-push.ts";
import { explainSignIn } from "./explain-sign-in.ts";
import { explainUnreachable } from "./explain-unreachable.ts";
import type { Explanation, Names } from "./explanation.ts";

/** An error of ours in words. */
export function explainError<C extends ErrorCode>(error: ExophotosError<C>, names: Names): Explanation {
  return explanations[error.code](error.facts, names);
}

const explanations: { [C in ErrorCode]: (facts: ErrorFacts[C], names: Names) => Explanation } = {
  settingInvalid: ({ setting, origin, problem }, names) => ({
    what: `Setting ${origin === undefined ? names.flag(setting) : `"${setting}" (${origin})`} ${problem}.`,
    todo: "Correct it and run the command again; exophotos VERB --help describes every setting.",
  }),
  usageWrong: ({ problem }) => ({
    what: `${problem}.`,
    todo: "See exophotos --help, or exophotos VERB --help for one verb.",
  }),
  outForeign: ({ out, reason }, names) => ({
    what:
      reason === "notADirectory"
        ? `${out}, named by ${names.setting("out")}, is a file and not a folder.`
        : `${out}, named by ${names.setting("out")}, is not empty and is no export directory of exophotos.`,
    todo: "Name an empty folder or one that does not exist yet: nothing of somebody else's is ever touched.",
  }),
  outEmpty: ({ out }, names) => ({
    what: `Nothing has been exported to ${out}, named by ${names.setting("out")}.`,
    todo: "Check the path, or run exophotos export into it first.",
  }),
  outOtherTenant: ({ out, tenantId, wanted }, names) => ({
    what: `${out}, named by ${names.setting("out")}, holds the export of the tenant ${tenantId}, not of ${wanted}.`,
    todo: `Give each tenant a folder of its own: change ${names.setting("out")} or ${names.setting("tenant")}.`,
  }),
  personUnknown: ({ person, out }) => ({
    what: `Nobody with the object id or userPrincipalName ${person} is known to the export in ${out}.`,
    todo: "Check the spelling; someone new is known after the next pass that lists them.",
  }),
  signInFailed: explainSignIn,
  permissionMissing: ({ call, permissions, graphCode }, names) => ({
    what: `Graph forbids to ${call}: the application ${names.setting("clientId", "managedIdentity")} lacks the permission.`,
    ...(graphCode === undefined ? {} : { why: `Graph's code is ${graphCode}.` }),
    todo: `Give it the application permission ${permissions.join(" or ")}, or for a person's sign-in the delegated one, under API permissions of the app registration, with admin consent. A new permission can take some minutes to work.`,
  }),
  exchangeForbidden: explainExchangeForbidden,
  exchangeUnusable: explainExchangeUnusable,
  choiceRefused: ({ setting, status, graphCode, message }, names) => ({
    what: `Graph refuses the listing that ${settingNamed(setting, names)} asks for.`,
    why: `It answers ${status}${graphCode === undefined ? "" : ` ${graphCode}`}: ${message}`,
    todo:
      setting === "group"
        ? "Check that it is the object id of a group in this tenant."
        : "Correct it; it must be what Graph accepts for users.",
  }),
  guardStopped: explainGuard,
  locked: ({ out }) => ({
    what: `Another pass is working on ${out}.`,
    todo: "Wait until it has ended, or stop it. A pass that was killed leaves no lock behind.",
  }),
  unreachable: explainUnreachable,
  directoryUnreachable: explainDirectoryUnreachable,
  directorySignIn: explainDirectorySignIn,
  directoryRefused: explainDirectoryRefused,
  changesStopped: explainChangesStopped,
  undoDamaged: explainUndoDamaged,
  outputFailed: ({ path, action, errno }, names) => ({
    what: `Could not ${action} ${path}: ${errnoWords[errno] ?? "the system refuses it"} (${errno}).`,
    todo: outputTodo(errno, names),
  }),
  publishBlocked: ({ path, waitedMs, errno }) => ({
    what: `${path} could not be replaced for ${counted(Math.round(waitedMs / 1000), "second", "seconds")}: another program has it open (${errno}).`,
    todo: "Close what reads it and run it again. A pass then publishes without downloading anything again.",
  }),
  peopleUnwritable: ({ path, people }) => ({
    what: `${counted(people.length, "person", "people")} cannot be in ${path}, so it was not written; what was there before is intact.`,
    why: `${people.map(({ objectId, userPrincipalName, problem }) => `${userPrincipalName || objectId}: ${problem}`).join("; ")}.`,
    todo: "For a photo, run exophotos verify OUT --repair; for a character, choose an --encoding that has it, such as utf8; for a DN, another --dn, or a full file where a deleted object has none. Then write the file again.",
  }),
  pictureUnusable: ({ path, rendition, problem }) => ({
    what: `${rendition === undefined ? "Nothing can" : `The rendition ${rendition} cannot`} be made of ${path}: ${problem}.`,
    todo:
      rendition === undefined
        ? "Give it a JPEG, PNG, GIF or BMP of at most 8 MB and 40 megapixels."
        : "Give the rendition more bytes or fewer pixels. In an export such a person keeps the photo and the renditions published before.",
  }),
  copiesFailed: ({ manifest, copies }) => ({
    what: `${manifest} is published, but ${counted(copies.length, "copy", "copies")} of it could not be placed: ${copies.map(({ path, errno }) => `${path}: ${errnoWords[errno] ?? "the system refuses it"} (${errno})`).join("; ")}.`,
    todo: "Put it right and run the export again, which places them anew; or copy manifest.csv yourself.",
  }),
  linksFailed: ({ files, examples }) => ({
    what: `The manifest is published, but ${counted(files, "file", "files")} of the by-name folders could not be brought into step: ${examples.map(({ path, errno }) => `${path}: ${linkErrnoWords(errno)} (${errno})`).join("; ")}${files > examples.length ? "; …" : ""}.`,
    todo: "Put it right and run the export again, which tries them again; last-run.json names more of them.",
  }),
  reportFailed: ({ report, errno }) => ({
    what: `The report of the pass, ${report}, could not be written: ${errnoWords[errno] ?? "the system refuses it"} (${errno}). The pass itself is as it ended.`,
    todo: "Put it right and run exophotos report, which writes it from what the pass left.",
  }),
  ...explainPush,
  stateDamaged: ({ path, problem, of }) => ({
    what: `The state database ${path} cannot be used: ${problem}.`,
    todo:
      of === "push"
        ? newPushState
        : "Run exophotos export --rebuild-state: it takes what is published as the new state. Delta consumers need a full import after that.",
  }),
  stateNewer: ({ path, version, supported, of }) => ({
    what: `The state database ${path} was written by a newer exophotos (format ${version}; this one knows ${supported}).`,
    todo:
      of === "push"
        ? `Use that version or a later one. ${newPushState}`
        : "Use that version or a later one; or run exophotos export --rebuild-state with this one, after which delta consumers need a full import.",
  }),
  manifestDamaged: ({ path, problem }) => ({
    what: `${path} is not what was published: ${problem}.`,
    todo: "Restore it from a copy, or run exophotos export, which publishes a new manifest; exophotos verify shows what else is affected. Where the state is lost too, export into a new, empty directory.",
  }),
  historyGone: (facts) => ({
    what: `The changes after ${facts.since} are no longer all kept: the history begins with sequence ${facts.oldestSequence}.`,
    todo: `${fullImport(facts)} A longer --keep-changes keeps more.`,
  }),
  interrupted: ({ during }) => {
    switch (during) {
      case "login":
        return { what: "Interrupted. Nobody is signed in by it.", todo: "Run it again for a new code." };
      case "push":
        return {
          what: "Interrupted. What was sent and seen in the tenant is remembered.",
          todo: "Run it again: it goes on where it stopped.",
        };
      case "directory":
        return {
          what: "Interrupted. What was changed in the directory is confirmed, and its old values are in the undo file.",
          todo: "Run it again: it goes on with what is still different.",
        };
      case "reading":
        return { what: "Interrupted. Nothing was changed.", todo: "Run it again for the whole result." };
      case undefined:
        return {
          what: "Interrupted. Nothing was published; what was fetched is kept.",
          todo: "Run it again: it goes on where it stopped.",
        };
    }
  },
};

function fullImport({ consumer, fullBy }: ErrorFacts["historyGone"]): string {
  if (consumer === undefined) {
    return "Do one full import from manifest.csv, and read changes from its sequence (in manifest.json) on.";
  }
  if (fullBy === undefined) {
    return `Do one full import from manifest.csv, then say so: exophotos changes --since "@${consumer}" --ack.`;
  }
  return `Write a full file (exophotos ${fullBy} --type full --consumer ${consumer}), import it, then say so: exophotos ${fullBy} --consumer ${consumer} --ack.`;
}

function settingNamed(setting: string, names: Names): string {
  const key = findKey(setting);
  return key === undefined ? `"${setting}"` : names.setting(key);
}

const errnoWords: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  EACCES: "access is denied",
  EPERM: "it is not permitted",
  EROFS: "the file system is read-only",
  EIO: "the disk reports an error",
  EBUSY: "another program uses it",
  ENOENT: "it does not exist",
  ENOTDIR: "a part of the path is no folder",
  EEXIST: "something of that name exists",
  EMFILE: "too many files are open",
  ENAMETOOLONG: "the path is too long",
  EISDIR: "it is a folder",
  EINTR: "the wait for it was interrupted",
  EPIPE: "its reader has gone",
  ELOOP: "it is a link to another place, and in the export directory and in the state's folder none is followed",
};

function linkErrnoWords(errno: string): string {
  if (errno === "EEXIST") return "what is there was not made by exophotos, so it was left alone";
  if (errno === "ESTALE")
    return "it is not the folder that exophotos has worked in, whose file .exophotos is missing or another, so it was left alone. Mount or put back the right one, or delete this one, which the next pass then makes anew";
  return errnoWords[errno] ?? "the system refuses it";
}

function outputTodo(errno: string, names: Names): string {
  switch (errno) {
    case "ENOSPC":
    case "EDQUOT":
      return `Make room on that disk and run it again: it goes on where it stopped. A shorter ${names.setting("keepFiles")} keeps fewer replaced photos.`;
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return `Give this account the right to write below ${names.setting("out", "tokenCache")}, or name another folder.`;
    case "ELOOP":
      return "Take the link away, and put the folder or file itself in its place; a folder of another disk can be mounted there. The export directory as a whole may be a link.";
    default:
      return "Put it right and run it again: what was published before is intact.";
  }
}
