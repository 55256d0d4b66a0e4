/** Codes have at most 12 bits (GIF89a, appendix F). */
const mostCodes = 4096;

/**
 * How many pixels the compressed data of a GIF's frame gives, counted without making them; undefined where a code
 * stands for nothing yet. `offset` is where the code size stands. No more than one above `most` are counted.
 */
export function countGifPixels(bytes: Uint8Array, offset: number, most: number): number | undefined {
  const rootBits = bytes[offset] ?? 0;
  if (rootBits < 1 || rootBits > 8) return undefined;
  const clear = 1 << rootBits;
  const end = clear + 1;
  /** How many pixels a code stands for. */
  const lengths = new Uint16Array(mostCodes);
  let bits = rootBits + 1;
  let next = end + 1;
  let previous: number | undefined;
  let pixels = 0;
  for (const code of gifCodes(bytes, offset + 1, () => bits)) {
    if (code === end) return pixels;
    if (code === clear) {
      bits = rootBits + 1;
      next = end + 1;
      previous = undefined;
      continue;
    }
    const isNew = code >= clear && code === next && previous !== undefined;
    if (code >= next && !isNew) return undefined;
    const lengthOf = (known: number) => (known < clear ? 1 : (lengths[known] ?? 0));
    const previousLength = previous === undefined ? 0 : lengthOf(previous);
    pixels += isNew ? previousLength + 1 : lengthOf(code);
    if (pixels > most) return pixels;
    if (previous !== undefined && next < mostCodes) {
      lengths[next] = previousLength + 1;
      next += 1;
      if (next === 1 << bits && bits < 12) bits += 1;
    }
    previous = code;
  }
  return pixels;
}

/** The codes in a row of blocks that an empty one ends; each has as many bits as `bits` says when it is asked for. */
function* gifCodes(bytes: Uint8Array, offset: number, bits: () => number): Generator<number> {
  let buffer = 0;
  let buffered = 0;
  let at = offset;
  for (let length = bytes[at] ?? 0; length > 0; length = bytes[at] ?? 0) {
    const blockEnd = Math.min(at + 1 + length, bytes.length);
    for (at += 1; at < blockEnd; at += 1) {
      buffer |= (bytes[at] ?? 0) << buffered;
      buffered += 8;
      while (buffered >= bits()) {
        const width = bits();
        yield buffer & ((1 << width) - 1);
        buffer >>>= width;
        buffered -= width;
      }
    }
  }
}
