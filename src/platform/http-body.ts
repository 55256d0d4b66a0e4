/** Collects the bytes of one body into memory of its own. */
export interface BodyCollector {
  add(chunk: Uint8Array): void;
  /** Bytes added so far. */
  byteLength(): number;
  /** All that was added. */
  whole(): Uint8Array;
}

/**
 * Starts a body of `expectedBytes`, where they are known: then a chunk can go as soon as it came. A body may end short of
 * them, or go on after them.
 */
export function collectBody(expectedBytes: number | undefined): BodyCollector {
  const expected = Buffer.allocUnsafeSlow(expectedBytes ?? 0);
  const more: Uint8Array[] = [];
  let bytes = 0;
  return {
    add: (chunk) => {
      if (more.length === 0 && bytes + chunk.byteLength <= expected.byteLength) expected.set(chunk, bytes);
      else more.push(chunk);
      bytes += chunk.byteLength;
    },
    byteLength: () => bytes,
    whole: () => {
      if (bytes === expected.byteLength) return expected;
      const whole = Buffer.allocUnsafeSlow(bytes);
      let end = bytes;
      for (const chunk of more.reverse()) {
        end -= chunk.byteLength;
        whole.set(chunk, end);
      }
      whole.set(expected.subarray(0, end));
      return whole;
    },
  };
}
