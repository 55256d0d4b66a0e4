import { randomUUID } from "node:crypto";
import { freeBytes } from "../platform/free-bytes.ts";

/** A long text of an answer, still as it came over the wire: UTF-8, without anything that JSON would have escaped. */
export class RawText {
  readonly bytes: Buffer;
  readonly #answer: Buffer;

  constructor(bytes: Buffer, answer: Buffer) {
    this.bytes = bytes;
    this.#answer = answer;
  }

  /** Frees the whole answer, with all of its texts. */
  freeAnswer(): void {
    freeBytes(this.#answer);
  }
}

/** Only as a key can this stand in JSON: inside of a text its quotes would be escaped. */
const beforeBody = Buffer.from('"body":"');
const quote = 0x22;
const backslash = 0x5c;
const longBytes = 1024;

/**
 * Parses the answer of a batch as `JSON.parse` does, but for `body` texts of 1 kB and more, the photos: they stay bytes,
 * as `RawText`. Making text of a whole answer and again of each photo in it would cost several times what decoding them
 * does. Throws a SyntaxError for what is no JSON, but does not look for control characters in the photos: base64 is
 * decoded without them.
 */
export function parseBatchJson(json: Buffer): unknown {
  const marker = randomUUID();
  const texts = new Map<string, RawText>();
  const rest: string[] = [];
  let from = 0;
  for (let key = json.indexOf(beforeBody); key >= 0; key = json.indexOf(beforeBody, from)) {
    const start = key + beforeBody.length;
    const end = json.indexOf(quote, start);
    if (end < 0) break;
    const text = json.subarray(start, end);
    const isPlain = text.length >= longBytes && !text.includes(backslash);
    const name = `${marker} ${texts.size}`;
    if (isPlain) texts.set(name, new RawText(text, json));
    rest.push(json.toString("utf8", from, isPlain ? start : end), isPlain ? name : "");
    from = end;
  }
  rest.push(json.toString("utf8", from));
  const text = rest.join("");
  // Looking at each value takes three times as long as parsing.
  if (texts.size === 0) return JSON.parse(text);
  return JSON.parse(text, (_, value: unknown) => (typeof value === "string" ? (texts.get(value) ?? value) : value));
}
