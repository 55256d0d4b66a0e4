import { createHash } from "node:crypto";

/*
 * The rules are those of Windows and Linux together, whatever the machine: a folder may be copied, shared or mounted.
 * Source: learn.microsoft.com, Naming Files, Paths, and Namespaces. A name has at most 255 UTF-16 units on NTFS, and at
 * most 255 bytes on Linux.
 */

/** Leaves room for an extension, and for what a consumer may put behind a name. */
const maxBytes = 200;
const keptBytes = 150;

/**
 * What is written as a percent sign and two hex digits for each of its UTF-8 bytes: what no file name on Windows may
 * hold; what steers text or is not seen (control, format, bidi, line separators, lone surrogates); `%`, so that names can
 * be read back; `~`, because `ABCDEF~1` may be the short name that Windows gave another file.
 */
const unsafe = /[<>:"/\\|?*%~\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\uFFFE\uFFFF]/gu;
/** Windows drops dots and spaces at the end; a dot at the beginning hides a file. */
const ends = /^[. ]|[. ]$/g;
/** Names of devices mean the device also with an extension behind them. */
const device = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9\u00B9\u00B2\u00B3])(?= *(?:\.|$))/i;

/**
 * The name of a file, without its extension, for a value: one component of a path that is good on Windows and on Linux,
 * and the value itself where that is harmless. Different values have different names, but for those that are the same
 * text to Unicode (NFC). One that is too long is cut and ends in `%~` and a hash of all of it. Undefined for a blank value.
 */
export function linkStem(value: string): string | undefined {
  if (value.trim() === "") return undefined;
  const text = value.normalize("NFC");
  const stem = text.replace(unsafe, percent).replace(ends, percent).replace(device, percentFirst);
  return Buffer.byteLength(stem) <= maxBytes ? stem : shortened(stem, text);
}

/**
 * What two names have in common that some file system takes for one: Windows and macOS do not tell case apart, and some
 * take `ß` for `ss`. Lower case first: the capital `ẞ` is upper case of nothing.
 */
export function linkKey(stem: string): string {
  return stem.toLowerCase().toUpperCase().toLowerCase().normalize("NFC");
}

function percent(character: string): string {
  // A half of a character has no UTF-8.
  if (!character.isWellFormed()) return `%u${character.charCodeAt(0).toString(16).toUpperCase()}`;
  return Buffer.from(character).toString("hex").toUpperCase().replace(/../g, "%$&");
}

function percentFirst(name: string): string {
  return percent(name.charAt(0)) + name.slice(1);
}

/** Cut between characters and between escapes. */
function shortened(stem: string, text: string): string {
  let kept = "";
  let bytes = 0;
  for (const [part] of stem.matchAll(/%u[0-9A-F]{4}|(?:%[0-9A-F]{2})+|[^%]/gsu)) {
    bytes += Buffer.byteLength(part);
    if (bytes > keptBytes) break;
    kept += part;
  }
  // UTF-16, since lone surrogates would all be the same in UTF-8.
  const hash = createHash("sha256").update(text, "utf16le").digest("hex").slice(0, 32);
  return `${kept}%~${hash}`;
}
