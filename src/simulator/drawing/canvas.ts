/** A colour, red, green and blue from 0 to 255. */
export type Colour = readonly [red: number, green: number, blue: number];

/** The rectangle that a shape stays within, in parts of the picture's edge. */
export interface Bounds {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** A shape by its distance: negative inside, positive outside, in parts of the picture's edge. */
export interface Shape {
  readonly bounds: Bounds;
  distance(x: number, y: number): number;
}

/** The colour of a point. Coordinates in parts of the scene's edge, the origin at the top left. */
export type Paint = (x: number, y: number) => Colour;

/** The part of the scene that a canvas shows: a square by its top left corner, `extent` edges long. */
export interface Framing {
  readonly left: number;
  readonly top: number;
  readonly extent: number;
}

const wholeScene: Framing = { left: 0, top: 0, extent: 1 };

/** A square picture in memory, four bytes (RGBA) a pixel. */
export interface Canvas {
  readonly edge: number;
  readonly data: Uint8ClampedArray;
  readonly framing: Framing;
}

/** An opaque black canvas of `edge` by `edge` pixels. */
export function createCanvas(edge: number, framing = wholeScene): Canvas {
  return { edge, data: new Uint8ClampedArray(edge * edge * 4).fill(255), framing };
}

/**
 * Lays a shape over the picture. `softness` is the width of its edge in parts of the picture's edge (0 = one pixel),
 * `opacity` from 0 to 1.
 */
export function fill(canvas: Canvas, shape: Shape, paint: Paint, softness = 0, opacity = 1): void {
  const { edge, data, framing } = canvas;
  const pixel = framing.extent / edge;
  const blur = Math.max(softness, pixel);
  const { bounds } = shape;
  const firstX = clampPixel((bounds.left - blur - framing.left) / pixel, edge);
  const lastX = clampPixel((bounds.right + blur - framing.left) / pixel, edge);
  const firstY = clampPixel((bounds.top - blur - framing.top) / pixel, edge);
  const lastY = clampPixel((bounds.bottom + blur - framing.top) / pixel, edge);
  for (let row = firstY; row < lastY; row += 1) {
    const y = framing.top + (row + 0.5) * pixel;
    for (let column = firstX; column < lastX; column += 1) {
      const x = framing.left + (column + 0.5) * pixel;
      const coverage = Math.min(1, 0.5 - shape.distance(x, y) / blur) * opacity;
      if (coverage <= 0) continue;
      const [red, green, blue] = paint(x, y);
      const at = (row * edge + column) * 4;
      data[at] = mix(data[at] ?? 0, red, coverage);
      data[at + 1] = mix(data[at + 1] ?? 0, green, coverage);
      data[at + 2] = mix(data[at + 2] ?? 0, blue, coverage);
    }
  }
}

/** The picture at another size, pixels between its own interpolated. */
export function enlarge(from: Canvas, edge: number): Canvas {
  const to = createCanvas(edge);
  const scale = from.edge / edge;
  const last = from.edge - 1;
  for (let row = 0; row < edge; row += 1) {
    const y = Math.min(last, Math.max(0, (row + 0.5) * scale - 0.5));
    const above = Math.floor(y) * from.edge;
    const below = Math.min(last, Math.floor(y) + 1) * from.edge;
    for (let column = 0; column < edge; column += 1) {
      const x = Math.min(last, Math.max(0, (column + 0.5) * scale - 0.5));
      const left = Math.floor(x);
      const right = Math.min(last, left + 1);
      const at = (row * edge + column) * 4;
      for (let channel = 0; channel < 3; channel += 1) {
        const top = mix(level(from, above + left, channel), level(from, above + right, channel), x - left);
        const bottom = mix(level(from, below + left, channel), level(from, below + right, channel), x - left);
        to.data[at + channel] = mix(top, bottom, y % 1);
      }
    }
  }
  return to;
}

/** Adds film grain of `strength` levels at most; `random` gives numbers from 0 to 1. */
export function addGrain(canvas: Canvas, strength: number, random: () => number): void {
  const { data } = canvas;
  for (let at = 0; at < data.length; at += 4) {
    const grain = (random() + random() - 1) * strength;
    data[at] = (data[at] ?? 0) + grain;
    data[at + 1] = (data[at + 1] ?? 0) + grain;
    data[at + 2] = (data[at + 2] ?? 0) + grain;
  }
}

/** The colour a part of the way from one to another. */
export function blend(from: Colour, to: Colour, part: number): Colour {
  const share = Math.min(1, Math.max(0, part));
  return [mix(from[0], to[0], share), mix(from[1], to[1], share), mix(from[2], to[2], share)];
}

/** A colour made lighter (above 1) or darker (below 1). */
export function shade(colour: Colour, factor: number): Colour {
  return [colour[0] * factor, colour[1] * factor, colour[2] * factor];
}

function level(canvas: Canvas, pixel: number, channel: number): number {
  return canvas.data[pixel * 4 + channel] ?? 0;
}

function mix(from: number, to: number, part: number): number {
  return from + (to - from) * part;
}

function clampPixel(value: number, edge: number): number {
  return Math.min(edge, Math.max(0, Math.round(value)));
}
