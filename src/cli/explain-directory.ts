import type { ErrorFacts } from "../errors.ts";
import { counted, grouped } from "../model/quantities.ts";
import { explainUnreachable } from "./explain-unreachable.ts";
import type { Explanation, Names } from "./explanation.ts";

/** A domain controller that cannot be reached, or no longer. */
export function explainDirectoryUnreachable(
  { host, problem, tries, obstacle }: ErrorFacts["directoryUnreachable"],
  names: Names,
): Explanation {
  const why = `After ${counted(tries, "try", "tries")} the last one ended with: ${problem}.`;
  switch (obstacle?.kind) {
    case "expired":
    case "notYetValid":
      return explainUnreachable({ host, call: "LDAPS", problem, tries, obstacle }, names);
    case "untrusted":
      return {
        what: `The certificate of ${obstacle.peer} is not trusted${obstacle.issuer === undefined ? "" : `; its issuer is «${obstacle.issuer}»`}.`,
        why,
        todo: `Put the root certificate of the authority that issues your domain controllers' certificates into a PEM file and name it with ${names.setting("caCertificate")}. No password was sent.`,
      };
    case "otherName":
      return {
        what: `The certificate of ${obstacle.peer} is for other names${obstacle.names === undefined ? "" : `: ${obstacle.names}`}.`,
        why,
        todo: `Name the domain controller in ${names.setting("ldap", "sideA", "sideB")} as its certificate does. No password was sent.`,
      };
    case "oldTls":
    case "noTls":
      return {
        what: `What answers at ${obstacle.peer} speaks no TLS 1.2.`,
        why,
        todo: `LDAPS is port 636, and the domain controller needs a certificate for it. Check ${names.setting("ldap", "sideA", "sideB")}.`,
      };
    default:
      return {
        what: `The directory ${host} cannot be reached.`,
        why,
        todo: `Check ${names.setting("ldap", "sideA", "sideB")}, and the way from this machine to that host: port 636, or the one that is set. What was changed before is confirmed; run it again and it goes on with the rest.`,
      };
  }
}

/** A sign-in that the directory refused. */
export function explainDirectorySignIn(
  { host, user, reason, message }: ErrorFacts["directorySignIn"],
  names: Names,
): Explanation {
  return {
    what: `${host} does not sign in ${user}: ${signInWords[reason]}.`,
    ...(message === "" ? {} : { why: `It answers: ${message}` }),
    todo: signInTodo(reason, names),
  };
}

type Reason = ErrorFacts["directorySignIn"]["reason"];

const signInWords: Record<Reason, string> = {
  wrongCredentials: "the name or the password is wrong",
  expiredPassword: "the password has expired or must be changed first",
  disabledAccount: "the account is disabled or has expired",
  lockedAccount: "the account is locked",
  notAllowedNow: "it may not sign in at this time, or from here",
  other: "it refuses the sign-in",
};

function signInTodo(reason: Reason, names: Names): string {
  if (reason === "wrongCredentials") {
    return `Correct ${names.setting("bindUser")} (a userPrincipalName or a DN) and ${names.setting("bindPasswordFile")}. It was tried once and not again, so that no account is locked.`;
  }
  if (reason === "other") {
    return "Only a simple bind over LDAPS is supported; sign-ins with Kerberos, NTLM or a certificate are not. See ad-write-back.md.";
  }
  return "Have the account put right in the directory; then run it again.";
}

/** A search or a reading that the directory refused. */
export function explainDirectoryRefused({ host, call, code, message }: ErrorFacts["directoryRefused"]): Explanation {
  return {
    what: `${host} refuses to ${call} (LDAP result ${code}).`,
    ...(message === "" ? {} : { why: `It answers: ${message}` }),
    todo: "Check that the account may list and read the people below the base; ad-write-back.md says which rights it needs.",
  };
}

/** The guard before the first change. */
export function explainChangesStopped(
  { changes, counted: what, allowed, lookedAt, examples }: ErrorFacts["changesStopped"],
  names: Names,
): Explanation {
  const kind =
    what === "all"
      ? counted(changes, "picture", "pictures")
      : `${counted(changes, "picture", "pictures")} that are there`;
  return {
    what: `This run would change ${kind} of ${grouped(lookedAt)} that were compared, and ${grouped(allowed)} are allowed. Nothing was changed.`,
    ...(examples.length === 0 ? {} : { why: `Among them: ${examples.join(", ")}.` }),
    todo: `Look at the list with --dry-run --to FILE. If it is right, accept it once with --max-change ${changes}${what === "all" ? "" : " or more, which then counts every change"}; ${names.setting("maxChange")} is what counts now.`,
  };
}

/** A file that is no complete undo file. */
export function explainUndoDamaged({ path, problem }: ErrorFacts["undoDamaged"]): Explanation {
  return {
    what: `${path} cannot be played back: ${problem}.`,
    todo: "Name an undo file as ad sync wrote it. Nothing was changed.",
  };
}
