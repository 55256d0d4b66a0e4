import { createHash } from "node:crypto";

/** The bytes in a part of a batch: base64, as text or as it came. */
export function base64In(body: unknown): Uint8Array | undefined {
  if (typeof body === "string") return Buffer.from(body, "base64");
  if (typeof body !== "object" || body === null || !("bytes" in body)) return undefined;
  return body.bytes instanceof Uint8Array
    ? Buffer.from(Buffer.from(body.bytes).toString("latin1"), "base64")
    : undefined;
}

/** A content type without parameters, as it is spelled, or «other». */
export function mediaType(text: string | undefined): string {
  const type = text?.split(";")[0]?.trim();
  if (type === undefined) return "absent";
  return /^(image|application|text)\/[A-Za-z][A-Za-z.+-]{0,40}$/.test(type) ? type : "other";
}

/** What bytes begin like. */
export function signatureOf(bytes: Uint8Array): string {
  const start = Buffer.from(bytes.subarray(0, 4)).toString("hex");
  if (start.startsWith("ffd8ff")) return "JPEG";
  if (start === "89504e47") return "PNG";
  if (start.startsWith("474946")) return "GIF";
  return start.startsWith("424d") ? "BMP" : "other";
}

/** An etag without `W/` and quotes; undefined where it is empty. */
export function bare(etag: string | undefined): string | undefined {
  const text = etag?.replace(/^W\//, "").replaceAll('"', "");
  return text === "" ? undefined : text;
}

/** To compare bytes by. */
export function hashOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** As a word to count. */
export function yesNo(is: boolean): string {
  return is ? "yes" : "no";
}
