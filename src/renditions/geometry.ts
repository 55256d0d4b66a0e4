import type { RenditionFit } from "../model/rendition.ts";

/** Both in whole pixels, at least 1. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A part of a picture, in its pixels. */
export interface Area extends Size {
  readonly x: number;
  readonly y: number;
}

/** What is cut out of a picture, and the size that it then gets. */
export interface Placement {
  readonly area: Area;
  readonly size: Size;
}

/** How a picture comes into a frame. Never enlarges: a picture smaller than the frame keeps its pixels. */
export function place(picture: Size, frame: Size, fit: RenditionFit): Placement {
  if (fit === "contain") return { area: { x: 0, y: 0, ...picture }, size: within(picture, frame) };
  const area = middle(picture, frame);
  return { area, size: { width: Math.min(area.width, frame.width), height: Math.min(area.height, frame.height) } };
}

/** The largest part of a picture with the frame's shape, from its middle. */
function middle({ width, height }: Size, frame: Size): Area {
  const isTooWide = width * frame.height > height * frame.width;
  const cutWidth = isTooWide ? atLeastOne((height * frame.width) / frame.height) : width;
  const cutHeight = isTooWide ? height : atLeastOne((width * frame.height) / frame.width);
  return {
    x: Math.floor((width - cutWidth) / 2),
    y: Math.floor((height - cutHeight) / 2),
    width: cutWidth,
    height: cutHeight,
  };
}

function within({ width, height }: Size, frame: Size): Size {
  const scale = Math.min(1, frame.width / width, frame.height / height);
  return { width: atLeastOne(width * scale), height: atLeastOne(height * scale) };
}

/** The next size to try when no quality makes a picture small enough: three quarters of the edges. */
export function nextSmaller({ width, height }: Size): Size {
  return { width: atLeastOne((width * 3) / 4), height: atLeastOne((height * 3) / 4) };
}

function atLeastOne(length: number): number {
  return Math.max(1, Math.round(length));
}

/** By how much a JPEG can be made smaller while it is decoded, largest first. Source: libjpeg-turbo, scaling factors. */
export const denominators = [8, 4, 2, 1] as const;
export type Denominator = (typeof denominators)[number];

/** A picture's size when it is decoded with a denominator: rounded up, as libjpeg does it. */
export function scaledDown({ width, height }: Size, denominator: Denominator): Size {
  return { width: Math.ceil(width / denominator), height: Math.ceil(height / denominator) };
}

/** The largest denominator that leaves a placement's area as large as the size it is to get. */
export function denominatorFor({ area, size }: Placement): Denominator {
  return largestLeaving(area, size);
}

/** The largest denominator that leaves both edges of a picture as long as these, 1 where none does. */
export function largestLeaving({ width, height }: Size, needed: Size): Denominator {
  return (
    denominators.find((denominator) => width >= needed.width * denominator && height >= needed.height * denominator) ??
    1
  );
}
