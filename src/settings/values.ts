import * as z from "zod";
import type { MaxChange } from "../model/max-change.ts";
import { parseObjectId } from "../model/object-id.ts";
import { personPropertyNames } from "../model/person.ts";
import { didYouMean } from "./closest.ts";
import { durationForms, parseDuration } from "./duration.ts";
import { parseLink } from "./link-values.ts";
import { parseRendition, renditionForm } from "./rendition.ts";

/*
 * What the text of a setting may be. Each schema turns text into the setting's value; its message is a clause that says
 * what is allowed: «must be a GUID».
 */

export const clouds = ["global", "usgov", "dod", "china"] as const;
export type Cloud = (typeof clouds)[number];

/** Whether manifest.csv lists photos only, or everyone chosen. */
export const rowsModes = ["photos", "people"] as const;
export type RowsMode = (typeof rowsModes)[number];

export const encodings = ["utf8", "utf8-bom", "utf16le"] as const;
export type Encoding = (typeof encodings)[number];

/** How photos are fetched: by `$batch`, or each by a GET of its own. */
export const valueBys = ["batch", "get"] as const;
export type ValueBy = (typeof valueBys)[number];

export const logFormats = ["auto", "json", "text"] as const;
export type LogFormat = (typeof logFormats)[number];

/** How many rows a pass may remove: a number of rows, or a percentage (0-100) of those last published. */
export type MaxDelete = MaxChange;

/** Where changes are read from: after a sequence number, after a time (ISO 8601, UTC), or after what a consumer has. */
export type Since =
  | { readonly kind: "sequence"; readonly sequence: number }
  | { readonly kind: "time"; readonly time: string }
  | { readonly kind: "consumer"; readonly consumer: string };

/** A schema over text from a parser that gives undefined for what it refuses. */
function text<T>(parse: (text: string) => T | undefined, allowed: string) {
  return z.string().transform((given, context): T => {
    const value = parse(given);
    if (value === undefined) {
      context.addIssue({ code: "custom", message: `must be ${allowed}` });
      return z.NEVER;
    }
    return value;
  });
}

export function choiceOf<const T extends readonly string[]>(allowed: T) {
  const error = ({ input }: { readonly input?: unknown }) =>
    `must be one of ${allowed.join(", ")}${didYouMean(String(input), allowed)}`;
  return z.enum(allowed, { error });
}

export const anyText = text((given) => (given.trim() === "" ? undefined : given), "text that is not blank");
export const path = text((given) => (given.includes("\0") ? undefined : given), "a path");
/** The textfile collectors read no other files. */
export const promPath = text(
  (given) => (/^[^\0]+\.prom$/.test(given) ? given : undefined),
  "a path that ends in .prom",
);
export const switchValue = z
  .enum(["true", "false", "1", "0"], { error: "must be true or false" })
  .transform((given) => given === "true" || given === "1");
export const guid = text(parseObjectId, "a GUID such as 8b6e1c2a-5d0f-4f5e-9f6e-0c2b7a1d3e4f");

/** A GUID and no domain name: an export directory belongs to one tenant, and must know it again under one name. */
export const tenant = text(
  parseObjectId,
  "the tenant's GUID (Entra admin center, Overview), such as 8b6e1c2a-5d0f-4f5e-9f6e-0c2b7a1d3e4f",
);

/** The stores of Windows that hold certificates, in the order to look. */
export const storeLocations = ["CurrentUser", "LocalMachine"] as const;
export type StoreLocation = (typeof storeLocations)[number];

/** Upper-case hex, of SHA-1 or SHA-256. Windows shows spaces, others colons, and its dialogue copies an invisible mark. */
export const certificateThumbprint = text((given) => {
  const digits = given.replace(/[\s:\u200e\u200f]/g, "").toUpperCase();
  return /^(?:[0-9A-F]{40}|[0-9A-F]{64})$/.test(digits) ? digits : undefined;
}, "a certificate's thumbprint: 40 hex digits (SHA-1) or 64 (SHA-256)");

/** Which of the machine's identities. */
export type ManagedIdentity =
  | { readonly kind: "system" }
  /** A GUID in lower case. */
  | { readonly kind: "userAssigned"; readonly clientId: string };

export const managedIdentity = text((given): ManagedIdentity | undefined => {
  if (given === "system") return { kind: "system" };
  const clientId = parseObjectId(given);
  return clientId === undefined ? undefined : { kind: "userAssigned", clientId };
}, "system, or the client id of a user-assigned identity (a GUID)");

function wholeNumber(given: string, least: number, most: number): number | undefined {
  const value = /^\d{1,15}$/.test(given) ? Number(given) : Number.NaN;
  return value >= least && value <= most ? value : undefined;
}

/** A whole number within bounds, both included. */
export function integer(least: number, most: number) {
  return text((given) => wholeNumber(given, least, most), `a whole number from ${least} to ${most}`);
}

export const concurrency = text(
  (given) => (given === "auto" ? "auto" : wholeNumber(given, 1, 64)),
  "auto or a whole number from 1 to 64",
);

/** Milliseconds; `leastMs` is the shortest that makes sense. */
export function duration(leastMs: number) {
  return text(
    (given) => {
      const ms = parseDuration(given);
      return ms === undefined || ms < leastMs ? undefined : ms;
    },
    leastMs === 0 ? `${durationForms}, or 0` : `${durationForms}, above 0`,
  );
}

export const maxDelete = text(
  parseShare,
  "a number of rows such as 50, or a percentage from 0% to 100%; 0 never removes",
);

function parseShare(given: string): MaxDelete | undefined {
  const percent = given.endsWith("%") ? wholeNumber(given.slice(0, -1), 0, 100) : undefined;
  if (percent !== undefined) return { kind: "percent", percent };
  const count = wholeNumber(given, 0, 1_000_000_000);
  return count === undefined ? undefined : { kind: "count", count };
}

/** How many people may be changed: a number, or a percentage (0-100) of those named. */
export const maxChange = text(parseShare, "a number of people such as 50, or a percentage from 0% to 100%");

/** An https root in its shortest form, without a trailing slash; the scheme may be left out. */
export const httpsRoot = text((given) => {
  const url = parseUrl(given.includes("://") ? given : `https://${given}`);
  const fits = url?.protocol === "https:" && url.username === "" && url.password === "" && url.search === "";
  return fits && url.hash === "" ? url.href.replace(/\/+$/, "") : undefined;
}, "an https URL without user name, password and query");

/** A proxy's URL; the scheme may be left out. Who may put user info into it depends on where the URL comes from. */
export const proxyUrl = text((given) => {
  const url = parseUrl(given.includes("://") ? given : `http://${given}`);
  return url?.protocol === "http:" || url?.protocol === "https:" ? url : undefined;
}, "a proxy's http or https URL, such as http://proxy.contoso.com:8080 (SOCKS proxies are not supported)");

function parseUrl(given: string): URL | undefined {
  return URL.parse(given.trim()) ?? undefined;
}

const delimiterWords: Readonly<Record<string, string>> = { comma: ",", semicolon: ";", tab: "\t", pipe: "|" };
export const delimiter = text((given) => {
  const character = delimiterWords[given] ?? given;
  return /^[^"\r\n\0]$/u.test(character) ? character : undefined;
}, "one character that is neither a quote nor a line break, or comma, semicolon, tab or pipe");

export const userKeys = list(
  text(
    (given) => parseObjectId(given) ?? (/^[^\s@]+@[^\s@]+$/.test(given) ? given : undefined),
    "object ids or userPrincipalNames",
  ),
);

const fixedColumns: ReadonlySet<string> = new Set(["id", ...personPropertyNames].map((name) => name.toLowerCase()));
export const columns = list(
  text(
    (given) =>
      /^[A-Za-z][A-Za-z0-9]{0,63}$/.test(given) && !fixedColumns.has(given.toLowerCase()) ? given : undefined,
    "names of Graph user properties, such as department, that manifest.csv does not have anyway, or phash",
  ),
);

/** Values without repetitions, in the order given. */
function list<T>(one: z.ZodType<T, string>) {
  return z.array(one).transform((all): readonly T[] => [...new Set(all)]);
}

export const paths = list(path);

export const renditions = z
  .array(text(parseRendition, renditionForm))
  .refine((all) => new Set(all.map(({ name }) => name)).size === all.length, "must have each name once");

export const links = z.array(
  text(parseLink, "PROPERTY or PROPERTY=RENDITION, such as employeeId or employeeId=thumbnail"),
);

/** The name of a consumer. */
export const consumerPattern = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}";

const sinceConsumer = new RegExp(`^@(${consumerPattern})$`);

/** A Date takes 2026-02-31 for the third of March: a reader would miss the changes of three days. */
function isDay(day: string): boolean {
  const time = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(day);
}

export const since = text((given): Since | undefined => {
  const consumer = sinceConsumer.exec(given)?.[1];
  if (consumer !== undefined) return { kind: "consumer", consumer };
  const sequence = wholeNumber(given, 0, Number.MAX_SAFE_INTEGER);
  if (sequence !== undefined) return { kind: "sequence", sequence };
  const day = /^\d{4}-\d\d-\d\d/.exec(given)?.[0];
  const time = day !== undefined && isDay(day) ? new Date(given) : undefined;
  return time === undefined || Number.isNaN(time.getTime()) ? undefined : { kind: "time", time: time.toISOString() };
}, "a sequence number, an ISO 8601 time such as 2026-01-31T06:00:00Z, or @ and a consumer's name");
