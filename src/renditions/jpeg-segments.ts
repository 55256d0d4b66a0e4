/** One marker segment of a JPEG before its first scan. */
export interface JpegSegment {
  /** The marker's second byte: E1 for APP1. */
  readonly marker: number;
  /** What follows the length. */
  readonly content: Buffer;
}

/** The segments of a JPEG that the inspection took, up to the first scan (ITU T.81, annex B). */
export function* jpegSegments(bytes: Buffer): Generator<JpegSegment> {
  let offset = 2;
  while (offset + 4 <= bytes.length) {
    const marker = bytes.readUInt8(offset + 1);
    if (marker === 0xff) {
      offset += 1;
      continue;
    }
    if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7)) {
      offset += 2;
      continue;
    }
    const end = offset + 2 + bytes.readUInt16BE(offset + 2);
    if (marker === 0xda || end > bytes.length) return;
    yield { marker, content: bytes.subarray(offset + 4, end) };
    offset = end;
  }
}

/** What follows a name at the start of a segment, undefined for a segment of another name. */
export function behindName(segment: JpegSegment, marker: number, name: string): Buffer | undefined {
  const { content } = segment;
  const isNamed = segment.marker === marker && content.subarray(0, name.length).toString("latin1") === name;
  return isNamed ? content.subarray(name.length) : undefined;
}

/** How many scans a JPEG has. Behind the first, FF is stuffed in their data, so FFDA starts another one. */
export function countScans(bytes: Buffer): number {
  const start = Buffer.from([0xff, 0xda]);
  let offset = 2;
  for (const segment of jpegSegments(bytes)) offset += 4 + segment.content.length;
  let scans = 0;
  for (let at = bytes.indexOf(start, offset); at >= 0; at = bytes.indexOf(start, at + 2)) scans += 1;
  return scans;
}
