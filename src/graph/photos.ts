import * as z from "zod";
import { normalizeEtag } from "../model/etag.ts";
import type { FoundOutcome, NoneOutcome, PhotoOutcome } from "../tenant/outcome.ts";
import type { GraphAnswer } from "./answer.ts";
import { RawText } from "./batch-json.ts";

const metadata = z.object({
  width: z.number(),
  height: z.number(),
  "@odata.mediaEtag": z.string().nullish(),
});

const placeholder: NoneOutcome = { kind: "none", reason: "placeholder" };

/**
 * Metadata of a photo from an answer of status 200; undefined when it is something else. An entity of 1x1 pixels
 * stands for «no photo». Source: GDC profilephoto-get.
 */
export function readMetadata(answer: GraphAnswer): FoundOutcome | NoneOutcome | undefined {
  const read = metadata.safeParse(answer.body);
  if (!read.success) return undefined;
  const { width, height } = read.data;
  if (width <= 1 && height <= 1) return placeholder;
  return { kind: "found", etag: normalizeEtag(read.data["@odata.mediaEtag"]), width, height };
}

/**
 * Bytes of a photo from an answer of status 200: as they are from a call of its own, base64 in a batch; undefined when
 * they are JSON, text or nothing. Whether they are a whole picture is not asked here.
 */
export function readPhoto(answer: GraphAnswer): PhotoOutcome | NoneOutcome | undefined {
  const contentType = answer.headers["content-type"] ?? "application/octet-stream";
  if (/^(text\/|application\/([\w.]+\+)?json)/i.test(contentType)) return undefined;
  const bytes = bytesOf(answer.body);
  if (bytes === undefined || bytes.byteLength === 0 || isMarkup(bytes)) return undefined;
  if (isOnePixelGif(bytes)) return placeholder;
  return { kind: "photo", bytes, contentType, etag: normalizeEtag(answer.headers.etag) };
}

function bytesOf(body: unknown): Uint8Array | undefined {
  if (body instanceof Uint8Array) return body;
  // Base64 is ASCII, and anything else no photo: the decoder need not know UTF-8.
  if (body instanceof RawText) return decodeBase64(body.bytes.toString("latin1"));
  return typeof body === "string" ? decodeBase64(body) : undefined;
}

/**
 * Decodes base64 of either alphabet, with or without padding and line breaks; undefined when it is none.
 * Source: msgraph-sdk-dotnet-core issue 22.
 */
export function decodeBase64(text: string): Uint8Array | undefined {
  return decodeUnbroken(text) ?? decodeUnbroken(text.replace(/\s+/g, ""));
}

/**
 * Node's decoder passes over what it does not know: too few bytes come out then. The bytes get memory of their own: in
 * Node's pool each photo that waits to be written would keep 64 kB from being freed.
 */
function decodeUnbroken(text: string): Uint8Array | undefined {
  let end = text.length;
  while (end > 0 && text[end - 1] === "=") end -= 1;
  if (end % 4 === 1) return undefined;
  const bytes = Buffer.allocUnsafeSlow(Math.floor((end * 3) / 4));
  return bytes.write(text, "base64") === bytes.byteLength ? bytes : undefined;
}

/** A web page or JSON under the name of a picture; no picture begins so. */
function isMarkup(bytes: Uint8Array): boolean {
  return bytes[0] === 0x3c || bytes[0] === 0x7b;
}

function isOnePixelGif(bytes: Uint8Array): boolean {
  const [g, i, f, , , , widthLow, widthHigh, heightLow, heightHigh] = bytes;
  const isGif = g === 0x47 && i === 0x49 && f === 0x46;
  return isGif && widthLow === 1 && widthHigh === 0 && heightLow === 1 && heightHigh === 0;
}
