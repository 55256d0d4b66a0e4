/** One chunk of a PNG (PNG specification, section 5.3). */
export interface PngChunk {
  readonly type: string;
  readonly data: Buffer;
  /** Where the file goes on behind its checksum. */
  readonly end: number;
}

/** The chunks of a PNG that the inspection took, IEND last. */
export function* pngChunks(bytes: Buffer): Generator<PngChunk> {
  let offset = 8;
  while (offset + 12 <= bytes.length) {
    const length = bytes.readUInt32BE(offset);
    const type = bytes.toString("latin1", offset + 4, offset + 8);
    const end = offset + 12 + length;
    yield { type, data: bytes.subarray(offset + 8, offset + 8 + length), end };
    if (type === "IEND") return;
    offset = end;
  }
}
