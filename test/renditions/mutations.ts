import { crc32 } from "node:zlib";
import type { Chance } from "../faults/chance.ts";

/** Makes a damaged copy of a picture. */
type Mutation = (picture: Buffer, chance: Chance) => Buffer;

/** A copy with one to three faults of any kind; the same for the same chance. */
export function mutated(picture: Buffer, chance: Chance): Buffer {
  const mutations = [...ofAnyFile, ...(isJpeg(picture) ? ofJpegs : isPng(picture) ? ofPngs : ofHeaders)];
  let result: Buffer = Buffer.from(picture);
  for (let faults = chance.pick([1, 1, 1, 2, 2, 3]); faults > 0; faults -= 1) {
    result = chance.pick(mutations)(result, chance);
  }
  return result;
}

function isJpeg(picture: Buffer): boolean {
  return picture.readUInt16BE(0) === 0xffd8;
}

function isPng(picture: Buffer): boolean {
  return picture.readUInt32BE(0) === 0x89504e47;
}

/** A part of a file, up to `longest` bytes of it. */
function someRange(length: number, longest: number, chance: Chance): readonly [start: number, end: number] {
  const start = chance.between(0, Math.max(0, length - 1));
  return [start, Math.min(length, start + chance.between(1, longest))];
}

function randomBytes(length: number, chance: Chance): Buffer {
  return Buffer.from(Array.from({ length }, () => chance.between(0, 255)));
}

/** The file with another content between two places. */
function spliced(picture: Buffer, start: number, end: number, content: Buffer): Buffer {
  return Buffer.concat([picture.subarray(0, start), content, picture.subarray(end)]);
}

/** Numbers at which readers of headers go wrong. */
const oddNumbers = [0, 1, 2, 7, 8, 63, 64, 127, 128, 255, 256, 1024, 6300, 16384, 32767, 32768, 65500, 65535] as const;

const ofAnyFile: readonly Mutation[] = [
  function flipBits(picture, chance) {
    for (let flips = chance.between(1, 8); flips > 0; flips -= 1) {
      const at = chance.between(2, picture.length - 1);
      picture[at] = (picture[at] ?? 0) ^ (1 << chance.between(0, 7));
    }
    return picture;
  },
  function overwriteRun(picture, chance) {
    const [start, end] = someRange(picture.length, 64, chance);
    return picture.fill(chance.pick([0, 0xff, chance.between(0, 255)]), start, end);
  },
  function cutOut(picture, chance) {
    const [start, end] = someRange(picture.length - 2, 400, chance);
    return start < 2 ? picture : spliced(picture, start, end, Buffer.alloc(0));
  },
  function duplicate(picture, chance) {
    const [start, end] = someRange(picture.length, 400, chance);
    return spliced(picture, end, end, picture.subarray(start, end));
  },
  function insertNoise(picture, chance) {
    const at = chance.between(2, picture.length);
    return spliced(picture, at, at, randomBytes(chance.between(1, 32), chance));
  },
  function endEarly(picture, chance) {
    const tail = picture.subarray(-12);
    return Buffer.concat([picture.subarray(0, chance.between(2, picture.length)), tail]);
  },
];

/** Fields of GIFs and BMPs stand at fixed places, the lower byte first. */
const ofHeaders: readonly Mutation[] = [
  function changeField(picture, chance) {
    const at = chance.between(6, Math.min(60, picture.length - 4));
    if (chance.pick([true, false])) picture.writeUInt16LE(chance.pick(oddNumbers), at);
    else picture.writeUInt32LE(chance.pick(oddNumbers), at);
    return picture;
  },
];

interface Part {
  readonly name: number;
  readonly start: number;
  readonly end: number;
}

/** The segments between the start marker and the first scan. */
function segmentsOf(jpeg: Buffer): readonly Part[] {
  const parts: Part[] = [];
  for (let start = 2; start + 4 <= jpeg.length && jpeg[start] === 0xff; ) {
    const end = start + 2 + jpeg.readUInt16BE(start + 2);
    if (end > jpeg.length) break;
    parts.push({ name: jpeg[start + 1] ?? 0, start, end });
    if (jpeg[start + 1] === 0xda) break;
    start = end;
  }
  return parts;
}

function inSegment(picture: Buffer, chance: Chance, wanted: (name: number) => boolean, change: (at: Part) => void) {
  const parts = segmentsOf(picture).filter(({ name }) => wanted(name));
  if (parts.length > 0) change(chance.pick(parts));
  return picture;
}

const isFrame = (name: number) => [0xc0, 0xc1, 0xc2].includes(name);

const ofJpegs: readonly Mutation[] = [
  function changeSize(picture, chance) {
    return inSegment(picture, chance, isFrame, ({ start }) => {
      picture.writeUInt16BE(chance.pick(oddNumbers), start + chance.pick([5, 7]));
    });
  },
  function claimManyPixels(picture, chance) {
    return inSegment(picture, chance, isFrame, ({ start }) => {
      picture.writeUInt16BE(chance.between(1000, 7000), start + 5);
      picture.writeUInt16BE(chance.between(1000, 7000), start + 7);
    });
  },
  function changeSampling(picture, chance) {
    return inSegment(picture, chance, isFrame, ({ start, end }) => {
      const components = Math.floor((end - start - 10) / 3);
      const at = start + 11 + 3 * chance.between(0, Math.max(0, components - 1));
      if (at < end) picture[at] = chance.pick([0x00, 0x11, 0x12, 0x21, 0x22, 0x41, 0x14, 0x44, 0x13, 0x33, 0xff]);
    });
  },
  function changeKindOfFrame(picture, chance) {
    return inSegment(picture, chance, isFrame, ({ start }) => {
      picture[start + 1] = chance.pick([0xc0, 0xc1, 0xc2, 0xc3, 0xc5, 0xc9, 0xca, 0xcf]);
    });
  },
  function changeTable(picture, chance) {
    const isTable = (name: number) => [0xc4, 0xda, 0xdb, 0xdd, 0xee, 0xe1, 0xe2].includes(name);
    return inSegment(picture, chance, isTable, ({ start, end }) => {
      picture[chance.between(start + 2, Math.min(end, start + 40) - 1)] = chance.between(0, 255);
    });
  },
  function duplicateSegment(picture, chance) {
    const parts = segmentsOf(picture);
    if (parts.length === 0) return picture;
    const [{ start, end }, before] = [chance.pick(parts), chance.pick(parts)];
    return spliced(picture, before.start, before.start, picture.subarray(start, end));
  },
  function swapSegments(picture, chance) {
    const parts = segmentsOf(picture);
    const at = chance.between(0, parts.length - 2);
    const [left, right] = [parts[at], parts[at + 1]];
    if (left === undefined || right === undefined) return picture;
    const swapped = [picture.subarray(right.start, right.end), picture.subarray(left.start, left.end)];
    return spliced(picture, left.start, right.end, Buffer.concat(swapped));
  },
  function insertMarker(picture, chance) {
    const marker = Buffer.from([0xff, chance.pick([0xd0, 0xd3, 0xd7, 0xd8, 0xd9, 0xda, 0xdd, 0xc4, 0xdb, 0xff, 0x01])]);
    const at = chance.between(2, picture.length - 2);
    return spliced(picture, at, at, Buffer.concat([marker, randomBytes(chance.between(0, 6), chance)]));
  },
];

function chunksOf(png: Buffer): readonly Part[] {
  const parts: Part[] = [];
  for (let start = 8; start + 12 <= png.length; ) {
    const end = start + 12 + png.readUInt32BE(start);
    if (end > png.length) break;
    parts.push({ name: png.readUInt32BE(start + 4), start, end });
    start = end;
  }
  return parts;
}

const ofPngs: readonly Mutation[] = [
  function changeChunkAndItsChecksum(picture, chance) {
    const parts = chunksOf(picture).filter(({ start, end }) => end - start > 12);
    if (parts.length === 0) return picture;
    const { start, end } = chance.pick(parts);
    const at = chance.between(start + 8, Math.min(end - 4, start + 60) - 1);
    picture[at] = chance.pick([0, 1, 2, 3, 4, 8, 16, 32, 255, chance.between(0, 255)]);
    picture.writeUInt32BE(crc32(picture.subarray(start + 4, end - 4)), end - 4);
    return picture;
  },
  function duplicateChunk(picture, chance) {
    const parts = chunksOf(picture);
    if (parts.length === 0) return picture;
    const [{ start, end }, before] = [chance.pick(parts), chance.pick(parts)];
    return spliced(picture, before.start, before.start, picture.subarray(start, end));
  },
];
