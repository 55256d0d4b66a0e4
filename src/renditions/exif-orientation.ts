/** Which way up a camera held a picture: 1 is upright, the others are turned, mirrored or both (Exif 2.32, tag 0112). */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

const orientationTag = 0x0112;
const shortType = 3;
/** A first directory has a dozen entries; one that claims more is read no further. */
const mostEntries = 256;

/**
 * The orientation in an Exif segment's TIFF part, from its first directory. What is broken, or says nothing of it, is
 * upright (TIFF 6.0, section 2).
 */
export function readOrientation(tiff: Buffer): Orientation {
  if (tiff.length < 14) return 1;
  const order = tiff.toString("latin1", 0, 2);
  if (order !== "II" && order !== "MM") return 1;
  const isLittle = order === "II";
  const short = (offset: number) => (isLittle ? tiff.readUInt16LE(offset) : tiff.readUInt16BE(offset));
  const long = (offset: number) => (isLittle ? tiff.readUInt32LE(offset) : tiff.readUInt32BE(offset));
  const directory = long(4);
  if (short(2) !== 42 || directory + 2 > tiff.length) return 1;
  const entries = Math.min(short(directory), mostEntries);
  for (let entry = 0; entry < entries; entry += 1) {
    const offset = directory + 2 + 12 * entry;
    if (offset + 12 > tiff.length) return 1;
    if (short(offset) !== orientationTag) continue;
    return short(offset + 2) === shortType && long(offset + 4) === 1 ? asOrientation(short(offset + 8)) : 1;
  }
  return 1;
}

function asOrientation(value: number): Orientation {
  return value >= 1 && value <= 8 ? (value as Orientation) : 1;
}

/** Whether an upright picture has the edges of the stored one the other way round. */
export function swapsEdges(orientation: Orientation): boolean {
  return orientation >= 5;
}
