import type { FileEncoding } from "../model/file-encoding.ts";

/** Text to the bytes of one encoding. */
export interface FileEncoder {
  /** What the file begins with, before any text. */
  readonly mark: Uint8Array;
  /** The first character of a text that the encoding does not have, or undefined when it has all. */
  readonly lacking: (text: string) => string | undefined;
  /** The bytes of a text of which nothing is lacking. */
  readonly encode: (text: string) => Uint8Array;
}

/** The encoder for an encoding. */
export function fileEncoder(encoding: FileEncoding): FileEncoder {
  switch (encoding) {
    case "utf8":
      return unicode("utf8", []);
    case "utf8-bom":
      return unicode("utf8", [0xef, 0xbb, 0xbf]);
    case "utf16le":
      return unicode("utf16le", []);
    default:
      return oneByte(byteOfCharacter(encoding));
  }
}

const noBytes = new Uint8Array();

function unicode(name: "utf8" | "utf16le", mark: readonly number[]): FileEncoder {
  return {
    mark: mark.length === 0 ? noBytes : Uint8Array.from(mark),
    lacking: (text) => (text.isWellFormed() ? undefined : /\p{Surrogate}/u.exec(text)?.[0]),
    encode: (text) => Buffer.from(text, name),
  };
}

function oneByte(bytes: ReadonlyMap<string, number>): FileEncoder {
  const isAscii = /^[\0-\x7f]*$/;
  return {
    mark: noBytes,
    lacking: (text) => {
      if (isAscii.test(text)) return undefined;
      for (const character of text) if (!bytes.has(character)) return character;
      return undefined;
    },
    encode: (text) => {
      if (isAscii.test(text)) return Buffer.from(text, "latin1");
      return Uint8Array.from(text, (character) => {
        const byte = bytes.get(character);
        if (byte === undefined) throw new Error(`no byte for U+${character.codePointAt(0)?.toString(16)}`);
        return byte;
      });
    },
  };
}

/** The bytes above 0x7f by what the platform reads them as; those that a code page leaves undefined stand for nothing. */
function byteOfCharacter(
  encoding: Exclude<FileEncoding, "utf8" | "utf8-bom" | "utf16le">,
): ReadonlyMap<string, number> {
  const bytes = new Map(Array.from({ length: 0x80 }, (_, byte) => [String.fromCharCode(byte), byte] as const));
  if (encoding === "ascii") return bytes;
  const decoder = new TextDecoder(encoding);
  for (let byte = 0x80; byte <= 0xff; byte += 1) {
    const character = decoder.decode(Uint8Array.of(byte));
    if (!/[\p{Cc}\uFFFD]/u.test(character)) bytes.set(character, byte);
  }
  return bytes;
}
