/** A profile's data colour spaces that pictures of ours have (ICC.1:2010, table 15). */
export type ColourSpace = "RGB " | "CMYK";

const headerBytes = 128;
const entryBytes = 12;
const mostTags = 100;

/** What converting to sRGB needs; all other tags are taken out, unread (ICC.1:2010, section 9.2). */
const colourTags = ["rXYZ", "gXYZ", "bXYZ", "wtpt"];
const curveTags = ["rTRC", "gTRC", "bTRC"];
const tableTags = ["A2B0", "A2B1", "A2B2"];

/**
 * A profile made safe to read: undefined where it is for another colour space, broken, or sRGB already. The colour
 * engine believes every count in a profile, takes what it does not know for black and writes about it to the console.
 * So each tag must lie within the profile, be of a known type, and have its tables in the bytes that are there.
 */
export function usableProfile(profile: Buffer, space: ColourSpace): Buffer | undefined {
  if (profile.length < headerBytes + 4 || textAt(profile, 16) !== space || textAt(profile, 36) !== "acsp") {
    return undefined;
  }
  const count = profile.readUInt32BE(headerBytes);
  if (count > mostTags || headerBytes + 4 + count * entryBytes > profile.length) return undefined;
  const safe = Buffer.from(profile);
  for (let tag = 0; tag < count; tag += 1) {
    const entry = headerBytes + 4 + tag * entryBytes;
    const name = textAt(profile, entry);
    const start = profile.readUInt32BE(entry + 4);
    const data = profile.subarray(start, start + profile.readUInt32BE(entry + 8));
    if (name === "desc" && saysSrgb(data)) return undefined;
    if (!isUseful(name)) safe.write("none", entry, "latin1");
    else if (!isReadable(name, data, space)) return undefined;
  }
  return hasHonestCurves(profile) ? safe : undefined;
}

function textAt(profile: Buffer, offset: number): string {
  return profile.toString("latin1", offset, offset + 4);
}

/** The description in ASCII or UTF-16; longer ones say it in their first letters. */
function saysSrgb(description: Buffer): boolean {
  return description.toString("latin1", 0, 400).replaceAll("\0", "").includes("sRGB");
}

function isUseful(name: string): boolean {
  return colourTags.includes(name) || curveTags.includes(name) || tableTags.includes(name);
}

function isReadable(name: string, data: Buffer, space: ColourSpace): boolean {
  const type = textAt(data, 0);
  if (colourTags.includes(name)) return type === "XYZ " && data.length >= 20;
  if (curveTags.includes(name)) return data.length >= 12 && (type === "curv" || type === "para");
  return data.length >= 32 && data[8] === space.trim().length && data[9] === 3 && hasWholeTable(type, data);
}

/** Whether a table has all its entries: lut8Type, lut16Type, lutAToBType (ICC.1:2010, sections 10.8 to 10.10). */
function hasWholeTable(type: string, data: Buffer): boolean {
  const [inputs = 0, outputs = 0, grid = 0] = data.subarray(8, 11);
  const entries = grid ** inputs * outputs;
  if (type === "mft1") return grid > 1 && data.length >= 48 + 256 * (inputs + outputs) + entries;
  if (type === "mft2" && data.length >= 52) {
    const curves = data.readUInt16BE(48) * inputs + data.readUInt16BE(50) * outputs;
    return grid > 1 && data.length >= 52 + 2 * (curves + entries);
  }
  return type === "mAB " && hasWholeGrid(data, inputs, outputs);
}

/** A grid of its own length in each direction, one or two bytes an entry; there need not be one. */
function hasWholeGrid(data: Buffer, inputs: number, outputs: number): boolean {
  const start = data.readUInt32BE(24);
  if (start === 0) return true;
  if (start + 20 > data.length) return false;
  const points = data.subarray(start, start + inputs).reduce((product, length) => product * length, 1);
  return points > 1 && start + 20 + points * outputs * data.readUInt8(start + 16) <= data.length;
}

/** Whether every curve, wherever it stands, is of a known form and as long as it says (ICC.1:2010, 10.5 and 10.15). */
function hasHonestCurves(profile: Buffer): boolean {
  const isWhole = (at: number) =>
    at + 12 <= profile.length && at + 12 + profile.readUInt32BE(at + 8) * 2 <= profile.length;
  const isKnown = (at: number) => at + 12 <= profile.length && profile.readUInt16BE(at + 8) <= 4;
  return positionsOf(profile, "curv").every(isWhole) && positionsOf(profile, "para").every(isKnown);
}

function positionsOf(profile: Buffer, name: string): readonly number[] {
  const positions: number[] = [];
  for (let at = profile.indexOf(name, 0, "latin1"); at >= 0; at = profile.indexOf(name, at + 4, "latin1")) {
    positions.push(at);
  }
  return positions;
}
