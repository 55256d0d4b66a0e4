/**
 * Lines end with CR LF: RFC 2849 allows either, MIM and ldifde are Windows programs, and OpenLDAP's tools read both. Of
 * MIM's own reader neither is documented.
 */
export const lineEnd = "\r\n";

/** Longest line, as in RFC 2849's own examples. */
const width = 76;

/** `name: value`, or `name:: base64` where the value is bytes or no SAFE-STRING of RFC 2849; folded, with its line end. */
export function valueLine(name: string, value: string | Uint8Array): string {
  if (typeof value === "string" && isSafe(value)) return fold(`${name}: ${value}`);
  const bytes = typeof value === "string" ? Buffer.from(value, "utf8") : asBuffer(value);
  return fold(`${name}:: ${bytes.toString("base64")}`);
}

/** RFC 2849's SAFE-STRING without control characters and without a space at its end, which readers may take away. */
function isSafe(value: string): boolean {
  return /^[!-9;=-~][ -~]*$/.test(value) && !value.endsWith(" ");
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Every line but the first begins with one space, which a reader takes away again. */
function fold(line: string): string {
  if (line.length <= width) return line + lineEnd;
  const pieces = [line.slice(0, width)];
  for (let at = width; at < line.length; at += width - 1) pieces.push(line.slice(at, at + width - 1));
  return pieces.join(`${lineEnd} `) + lineEnd;
}
