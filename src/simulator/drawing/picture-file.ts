/** How a batch writes bytes as text: base64, the same without padding, or base64url. */
export type Base64Form = "padded" | "unpadded" | "url";

/**
 * The bytes that many people's photos share. A photo is a head of its own (a multiple of three bytes, so that base64 of
 * head and body can be joined) and this body, whose base64 is worked out once for each form.
 */
export class PictureFile {
  readonly contentType: string;
  readonly width: number;
  readonly height: number;
  /** What comes before the comment of a JPEG; empty where the picture takes no comment. */
  readonly start: Buffer;
  readonly body: Buffer;
  readonly #base64 = new Map<Base64Form, Buffer>();

  constructor(contentType: string, width: number, height: number, start: Buffer, body: Buffer) {
    this.contentType = contentType;
    this.width = width;
    this.height = height;
    this.start = start;
    this.body = body;
  }

  bodyAsBase64(form: Base64Form): Buffer {
    const known = this.#base64.get(form);
    if (known !== undefined) return known;
    const text = Buffer.from(toBase64(this.body, form), "latin1");
    this.#base64.set(form, text);
    return text;
  }
}

/** Bytes as text in one of the three forms. */
export function toBase64(bytes: Buffer, form: Base64Form): string {
  switch (form) {
    case "padded":
      return bytes.toString("base64");
    case "unpadded":
      return bytes.toString("base64").replace(/=+$/, "");
    case "url":
      return bytes.toString("base64url");
  }
}

/** A JPEG cut behind its JFIF segment, where a comment may stand. Source: JFIF 1.02 (APP0 directly follows SOI). */
export function jpegFile(jpeg: Buffer, edge: number, contentType: string): PictureFile {
  const isJfif = jpeg.readUInt16BE(2) === 0xffe0;
  const cut = isJfif ? 4 + jpeg.readUInt16BE(4) : 2;
  return new PictureFile(contentType, edge, edge, jpeg.subarray(0, cut), jpeg.subarray(cut));
}

/** The head of one photo: the start of the file and a comment (COM) segment with this ASCII text. */
export function headWithComment(picture: PictureFile, comment: string): Buffer {
  const { start } = picture;
  if (start.length === 0) return start;
  const unpadded = start.length + 4 + comment.length;
  const text = comment + " ".repeat((3 - (unpadded % 3)) % 3);
  const head = Buffer.allocUnsafe(start.length + 4 + text.length);
  start.copy(head);
  head.writeUInt16BE(0xfffe, start.length);
  head.writeUInt16BE(text.length + 2, start.length + 2);
  head.write(text, start.length + 4, "latin1");
  return head;
}
