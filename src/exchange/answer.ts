import * as z from "zod";
import { limits } from "../model/limits.ts";
import { parseObjectId } from "../model/object-id.ts";
import type { HttpResponse } from "../platform/http-types.ts";
import type { MailboxWord } from "../tenant/mailboxes.ts";

/** One page of mailboxes. */
export interface MailboxPage {
  /** The mailboxes that say whether they have a picture. */
  readonly words: readonly MailboxWord[];
  /** All mailboxes on the page. */
  readonly mailboxes: number;
  readonly nextLink: string | undefined;
}

/** The values of PowerShell come as JSON's or as text. Anything else says nothing. */
const flag = z
  .union([z.boolean(), z.stringbool({ truthy: ["true"], falsy: ["false"] })])
  .optional()
  .catch(undefined);
const mailbox = z.object({ ExternalDirectoryObjectId: z.string().nullish().catch(undefined), HasPicture: flag });
const nextLink = z.string().max(limits.nextLinkCharacters);
const page = z.object({ value: z.array(mailbox), "@odata.nextLink": nextLink.nullish() });

/** A page of Get-Mailbox, or undefined when a body is none. */
export function readPage(response: HttpResponse): MailboxPage | undefined {
  const read = page.safeParse(parsed(textOf(response)));
  if (!read.success) return undefined;
  const { value, "@odata.nextLink": nextLink } = read.data;
  const words: MailboxWord[] = [];
  for (const { ExternalDirectoryObjectId: id, HasPicture: hasPicture } of value) {
    const objectId = parseObjectId(id ?? "");
    if (objectId !== undefined && hasPicture !== undefined) words.push({ objectId, hasPicture });
  }
  return { words, mailboxes: value.length, nextLink: nextLink ?? undefined };
}

const text = z.string().optional().catch(undefined);
const envelope = z.object({
  error: z.object({
    message: text,
    details: z
      .array(z.object({ message: text }))
      .optional()
      .catch(undefined),
    innererror: z
      .object({ internalException: z.object({ message: text }) })
      .optional()
      .catch(undefined),
  }),
});

const maxMessage = 300;

/**
 * What an answer says of an error, as one line: the innermost of the messages, or the text that came instead.
 * Source: KelvinTegelaar/CIPP-API, New-ExoRequest.ps1 (where the messages are).
 */
export function errorMessage(response: HttpResponse): string {
  const body = textOf(response);
  const error = envelope.safeParse(parsed(body)).data?.error;
  const details = error?.details?.map(({ message }) => message).filter((message) => message !== undefined) ?? [];
  const said = details.join("; ") || error?.innererror?.internalException.message || error?.message || body;
  const line = said.replace(/\s+/g, " ").trim();
  return line.length > maxMessage ? `${line.slice(0, maxMessage - 1)}…` : line;
}

/** Whether a body is a web page: a proxy or a portal answered in Exchange's place. */
export function isWebPage(response: HttpResponse): boolean {
  return /\btext\/html\b/i.test(response.headers["content-type"] ?? "") || textOf(response).trimStart().startsWith("<");
}

function textOf({ body }: HttpResponse): string {
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString("utf8");
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    // What is no JSON matches no schema.
    return undefined;
  }
}
