import type { ErrorFacts } from "../errors.ts";
import type { Explanation, Names } from "./explanation.ts";

/** What Exchange forbids in words. Source of the permission and the role: Microsoft, app-only-auth-powershell-v2. */
export function explainExchangeForbidden(
  { host, status, message }: ErrorFacts["exchangeForbidden"],
  names: Names,
): Explanation {
  return {
    what: `Exchange Online at ${host} does not let the application ${names.setting("clientId")} list mailboxes.`,
    ...(status === undefined ? { why: `Entra gives no token for it: ${ended(message)}` } : answered(status, message)),
    todo: `Give it the application permission Exchange.ManageAsApp of Office 365 Exchange Online, with admin consent, and the directory role Global Reader; both can take some minutes to work. Or leave ${names.setting("discover")} at graph, which needs neither.`,
  };
}

/** What is no use of Exchange's answers, in words. */
export function explainExchangeUnusable(
  { host, status, message }: ErrorFacts["exchangeUnusable"],
  names: Names,
): Explanation {
  return {
    what: `Exchange Online at ${host} does not list mailboxes as exophotos expects it.`,
    ...answered(status, message),
    todo: `This endpoint of Exchange's is not a documented one and can change. Check ${names.setting("cloud")} and ${names.setting("exchangeEndpoint")}; leave ${names.setting("discover")} at graph, or list the people with Get-MailboxesWithPicture.ps1 and ${names.setting("usersFrom")}.`,
  };
}

/** Exchange's answer with its status, or the clause that says what is odd about it. */
function answered(status: number | undefined, message: string): Pick<Explanation, "why"> {
  if (status !== undefined)
    return { why: message === "" ? `It answers ${status}.` : `It answers ${status}: ${ended(message)}` };
  return message === "" ? {} : { why: ended(`${message.charAt(0).toUpperCase()}${message.slice(1)}`) };
}

function ended(sentence: string): string {
  return /[.…]$/.test(sentence) ? sentence : `${sentence}.`;
}
