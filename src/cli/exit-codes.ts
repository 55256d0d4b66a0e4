import type { ErrorCode } from "../errors.ts";
import type { Verb } from "../settings/verb.ts";

/** Exit codes, the same for every verb; scripts rely on them. An unknown code must count as a failure. */
export const exitCodes = {
  done: 0,
  defect: 1,
  wrongUsage: 2,
  signIn: 3,
  someFailed: 4,
  stoppedByGuard: 5,
  locked: 6,
  difference: 7,
  unreachable: 8,
  output: 9,
  interrupted: 130,
} as const;

export type ExitName = keyof typeof exitCodes;
export type ExitCode = (typeof exitCodes)[ExitName];

/** What each exit code means, for the help and the documents. */
export const exitMeanings = {
  done: "done",
  defect: "a defect of exophotos",
  wrongUsage: "wrong usage or settings",
  signIn: "sign-in or permission",
  someFailed: "done and published, but some people failed or the deadline cut it short",
  stoppedByGuard: "stopped by a guard, nothing published",
  locked: "another pass holds this directory",
  difference: "a difference was found",
  unreachable: "the service or network could not be reached",
  output: "output or state cannot be written or replaced, or is damaged; nothing published",
  interrupted: "interrupted; a later pass goes on where this one stopped",
} as const satisfies Record<ExitName, string>;

const directoryExits = [
  "done",
  "defect",
  "wrongUsage",
  "signIn",
  "someFailed",
  "stoppedByGuard",
  "unreachable",
  "output",
  "interrupted",
] as const satisfies readonly ExitName[];
const passExits = [...directoryExits, "locked"] as const satisfies readonly ExitName[];
const readerExits = ["done", "defect", "wrongUsage", "output", "interrupted"] as const satisfies readonly ExitName[];

/** The ways in which a verb can end, for its help. */
export const verbExits = {
  export: passExits,
  verify: [...passExits, "difference"],
  explain: readerExits,
  changes: readerExits,
  report: readerExits,
  "mim psma": readerExits,
  "mim file": [...readerExits, "someFailed"],
  "ad sync": directoryExits,
  "ad restore": directoryExits,
  render: readerExits,
  compare: ["done", "defect", "wrongUsage", "signIn", "difference", "unreachable", "output", "interrupted"],
  push: passExits,
  login: ["done", "defect", "wrongUsage", "signIn", "unreachable", "output", "interrupted"],
  schedule: readerExits,
  doctor: ["done", "defect", "wrongUsage", "signIn", "unreachable", "output", "interrupted"],
  "config show": readerExits,
  "config schema": readerExits,
  completion: readerExits,
  demo: passExits,
} as const satisfies Record<Verb, readonly ExitName[]>;

const directoryMeanings = {
  signIn: "the directory refuses the sign-in or to be read",
  someFailed: "done, but not for everybody; they are named",
  stoppedByGuard: "stopped by the guard, nothing changed",
  unreachable: "the directory could not be reached, or went away; what was done before is confirmed",
  output: "the undo file, the result or the export cannot be written or read",
  interrupted: "interrupted; what was done before is confirmed",
} as const satisfies Partial<Record<ExitName, string>>;

/** Where an exit code means something more special to a verb, for its help. */
export const verbMeanings: Readonly<Partial<Record<Verb, Readonly<Partial<Record<ExitName, string>>>>>> = {
  export: {
    output: `${exitMeanings.output}, unless it is a --manifest-copy or a file of --links that could not be placed, or a --report that could not be written`,
  },
  push: {
    someFailed: "done, but some people failed",
    stoppedByGuard: "stopped by --max-change, nothing was changed",
    locked: "another push holds the state",
    output: "a file or the state cannot be read or written",
    interrupted: "interrupted; another run goes on where this one stopped",
  },
  login: {
    output: "the file for the sign-in cannot be written or replaced",
    interrupted: "interrupted; nobody is signed in by it",
  },
  doctor: {
    done: "nothing stands in the way of a pass; there may be warnings",
    output: "the export directory or its state cannot be used",
    interrupted: "interrupted",
  },
  compare: {
    done: "everybody has the same photo on both sides, by bytes or by look",
    signIn: "a directory refuses the sign-in or to be read",
    difference: "somebody has not, or cannot be compared",
    unreachable: "a directory could not be reached, or went away",
    output: "a side cannot be read or is damaged, or the result cannot be written",
    interrupted: "interrupted",
  },
  "ad sync": directoryMeanings,
  "ad restore": directoryMeanings,
  "mim file": { someFailed: "some people cannot be in the file; nothing was written" },
};

const errorExits = {
  settingInvalid: "wrongUsage",
  usageWrong: "wrongUsage",
  outForeign: "wrongUsage",
  outEmpty: "wrongUsage",
  outOtherTenant: "wrongUsage",
  personUnknown: "wrongUsage",
  pictureUnusable: "wrongUsage",
  signInFailed: "signIn",
  permissionMissing: "signIn",
  exchangeForbidden: "signIn",
  choiceRefused: "wrongUsage",
  guardStopped: "stoppedByGuard",
  locked: "locked",
  unreachable: "unreachable",
  exchangeUnusable: "unreachable",
  directoryUnreachable: "unreachable",
  directorySignIn: "signIn",
  directoryRefused: "signIn",
  changesStopped: "stoppedByGuard",
  undoDamaged: "wrongUsage",
  outputFailed: "output",
  publishBlocked: "output",
  peopleUnwritable: "someFailed",
  copiesFailed: "output",
  linksFailed: "output",
  reportFailed: "output",
  stateDamaged: "output",
  stateNewer: "output",
  stateOtherTenant: "wrongUsage",
  listWrong: "wrongUsage",
  pushStopped: "stoppedByGuard",
  photosForbidden: "signIn",
  manifestDamaged: "output",
  historyGone: "wrongUsage",
  interrupted: "interrupted",
} as const satisfies Record<ErrorCode, ExitName>;

/** Whether a text is the code of an error of ours. */
export function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(errorExits, text);
}

/** How an error of ours ends a verb. */
export function exitNameOf(code: ErrorCode): ExitName {
  return errorExits[code];
}

/** The exit code that an error of ours ends a verb with. */
export function exitCodeOf(code: ErrorCode): ExitCode {
  return exitCodes[errorExits[code]];
}
