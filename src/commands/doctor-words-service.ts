import { explainError } from "../cli/explain-error.ts";
import type { Finding } from "../doctor/finding.ts";
import type { HostSeen, NeededPermission, PhotoFailure, PortalPages } from "../doctor/seen.ts";
import { bytesWords, counted, grouped, spanWords } from "../model/quantities.ts";
import type { Wording } from "./doctor-wording.ts";
import type { DirectoryKind } from "./doctor-words-directory.ts";

type ServiceKind = Exclude<
  Finding["kind"],
  "skipped" | "timedOut" | "failed" | "settingsRight" | "settingsIdle" | "settingsWrong" | DirectoryKind
>;

/** What is said about the way from this machine to a photo. */
export const serviceWords: Wording<ServiceKind> = {
  clockRight: ({ aheadMs }) => ({ what: `This machine's clock is ${offWords(aheadMs)} that of the service.` }),
  clockWrong: ({ aheadMs, signsWithTime }) => ({
    what: `This machine's clock is ${offWords(aheadMs)} that of the service.${signsWithTime ? " What the certificate signs holds the time, and Entra refuses it when it is off by more than about 5 minutes." : ""}`,
    todo: "Set the clock right: time zone and NTP (w32tm /resync on Windows, timedatectl on Linux).",
  }),
  clockUnseen: () => ({ what: "The service's time could not be seen." }),
  hostReached: (seen) => ({ what: `${seen.host} answers: ${wayWords(seen)}.` }),
  hostUnreached: ({ error, ...seen }, names) => {
    const { what, why, todo } = explainError(error, names);
    const opened =
      seen.tls?.isPublic === false
        ? ` Its certificate comes from ${seen.tls.issuer}, which is no well-known authority: your network seems to open TLS.`
        : "";
    return { what: `${[what, why].filter(Boolean).join(" ")}${opened} Seen: ${wayWords(seen)}.`, todo };
  },
  hostImpostor: ({ host, status, ...seen }) => ({
    what: `Something else answers in the place of ${host}: a web page (${status}). Seen: ${wayWords({ host, ...seen })}.`,
    todo: "Look at what that page is (a proxy's, a portal's that wants a sign-in) and let this machine through to the host.",
  }),
  signedIn: ({ appName, tenantId, isDelegated, expiresAtMs }) => ({
    what: `Signed in as ${isDelegated ? "a person with" : "the application"} ${appName ?? "without a name"}${tenantId === undefined ? "" : ` in the tenant ${tenantId}`}${expiresAtMs === undefined ? "" : `; the token is good until ${timeWords(expiresAtMs)}`}.`,
  }),
  tokenSaysNothing: () => ({ what: "Signed in; the token does not say for what." }),
  tokenOfOtherTenant: ({ tenantId, wanted }, names) => ({
    what: `The token is for the tenant ${tenantId}, not for ${wanted}.`,
    todo: `Correct ${names.setting("tenant")}, or sign in with an application of that tenant.`,
  }),
  permissionsRight: ({ permissions }) => ({ what: `Enough and no more: ${permissions.join(", ")}.` }),
  permissionsMissing: ({ missing, permissions, isDelegated, portal }) => ({
    what: `Missing: ${missing.map(({ purpose, oneOf }) => `${oneOf[0]} (${purposeWords[purpose]})`).join(", ")}. There: ${permissions.join(", ") || "none"}.`,
    todo: `Add ${missing.map(({ oneOf }) => oneOf[0]).join(" and ")} of Microsoft Graph as ${isDelegated ? "delegated" : "application"} permission, grant admin consent${at(portal, "permissions")}, and wait some minutes.`,
  }),
  permissionsMore: ({ more, portal }) => ({
    what: `More than a pass needs: ${more.join(", ")}. It only reads.`,
    todo: `Take it away${at(portal, "permissions")}: who gets hold of the credential could do all that.`,
  }),
  permissionsUnseen: () => ({ what: "The token does not name them." }),
  credentialLasts: ({ credential, endsAtMs }) => ({ what: `The ${credential} is good until ${dayWords(endsAtMs)}.` }),
  credentialEnds: ({ credential, endsAtMs, daysLeft, portal }) => ({
    what: `The ${credential} ends on ${dayWords(endsAtMs)}, in ${counted(daysLeft, "day", "days")}.`,
    todo: `Make a new one${at(portal, "credentials")}, and put it where the settings point before the old one ends.`,
  }),
  credentialUnseen: ({ portal }) => ({
    what: `When the secret ends cannot be seen: the application may not read its own registration, and need not. The portal shows it${at(portal, "credentials")}.`,
  }),
  credentialOther: () => ({ what: "What signs in has no end that can be seen from here." }),
  usersRead: ({ columns }) => ({ what: `Users can be listed, with ${counted(columns, "column", "columns")}.` }),
  usersNone: () => ({
    what: "The tenant lists nobody at all.",
    todo: "Check that it is the right tenant; a pass stops at an empty listing.",
  }),
  choiceWorks: ({ people }) => ({
    what: people === undefined ? "Everyone is chosen." : `The choice comes to ${counted(people, "person", "people")}.`,
  }),
  choiceOfKeys: ({ asked, found }) => ({
    what: `Of the first ${counted(asked, "person", "people")} in the list, ${grouped(found)} are in the tenant.`,
  }),
  choiceEmpty: ({ setting }, names) => ({
    what: `The choice comes to nobody: ${names.flag(setting)}.`,
    todo: "Check it: a pass stops at an empty listing, and removes nobody then.",
  }),
  batchWorks: ({ asked, withPhoto }) => ({
    what: `A batch about ${counted(asked, "person", "people")} is answered; ${grouped(withPhoto)} of them ${withPhoto === 1 ? "has" : "have"} a photo.`,
  }),
  batchFailsForSome: ({ failed, asked, ...why }) => ({
    what: `A batch is answered, but not for ${grouped(failed)} of ${counted(asked, "person", "people")}: ${failureWords(why)}.`,
    todo: "Run it again. In a pass such people keep what was published and are named in last-run.json.",
  }),
  batchFails: ({ asked, ...why }) => ({
    what: `A batch about the photos of ${counted(asked, "person", "people")} fails: ${failureWords(why)}.`,
    todo: photoTodo(why),
  }),
  photoRead: ({ contentType, bytes }) => ({ what: `A photo comes as ${contentType}, ${bytesWords(bytes)}.` }),
  photoNone: ({ asked }) => ({ what: `No photo to try: none of ${counted(asked, "person", "people")} has one.` }),
  photoFails: (why) => ({ what: `A photo cannot be fetched: ${failureWords(why)}.`, todo: photoTodo(why) }),
  policySeen: ({ source }) => ({
    what:
      source === "onPremises"
        ? "The tenant takes photos from on-premises only (photoUpdateSettings); reading them is not affected."
        : `The tenant's photos are set in: ${source} (photoUpdateSettings).`,
  }),
  policyUnseen: () => ({
    what: "The tenant's photo policy cannot be seen without PeopleSettings.Read.All; a pass does not need it.",
  }),
  mailboxesListed: ({ mailboxes }) => ({
    what: `Exchange lists mailboxes and says who has a picture (${grouped(mailboxes)} on the first page).`,
  }),
};

const purposeWords: Readonly<Record<NeededPermission["purpose"], string>> = {
  photos: "for the photos",
  users: "to list users",
  columns: "for the columns of manifest.csv",
  group: "for the group's members",
};

function at(portal: PortalPages | undefined, page: keyof PortalPages): string {
  return portal === undefined ? "" : ` at ${portal[page]}`;
}

function offWords(aheadMs: number): string {
  if (aheadMs === 0) return "equal to";
  return `${spanWords(Math.abs(aheadMs))} ${aheadMs > 0 ? "ahead of" : "behind"}`;
}

function wayWords({ addresses, proxy, tls }: HostSeen): string {
  const name = addresses === undefined ? "its name is not resolved here" : `at ${addresses.join(", ")}`;
  const through = proxy === undefined ? [] : [`a proxy is set (${proxy})`];
  const trust = tls?.isPublic === false ? " (no well-known authority)" : "";
  const secured =
    tls === undefined
      ? []
      : [`${tls.protocol}, certificate from ${tls.issuer}${trust}, good until ${dayWords(tls.validToMs)}`];
  return [name, ...through, ...secured].join("; ");
}

function failureWords({ reason, status, graphCode }: PhotoFailure): string {
  return [reason, status, graphCode].filter((part) => part !== undefined).join(", ");
}

function photoTodo({ reason }: PhotoFailure): string {
  return reason === "forbidden"
    ? "Give the application ProfilePhoto.Read.All with admin consent; a new permission can take some minutes to work."
    : "Run it again in a while. If it stays so, look at the service health of the tenant and at what a proxy does with long answers.";
}

function timeWords(atMs: number): string {
  return `${new Date(atMs).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

function dayWords(atMs: number): string {
  return Number.isFinite(atMs) ? new Date(atMs).toISOString().slice(0, 10) : "an unknown day";
}
