import {
  addGrain,
  blend,
  type Canvas,
  type Colour,
  createCanvas,
  enlarge,
  type Framing,
  fill,
  type Paint,
  type Shape,
  shade,
} from "./canvas.ts";
import { arc, both, ellipse, everywhere, joined, roundedBox, wedge, without } from "./shapes.ts";

export type Hair = "short" | "long" | "curly" | "bob" | "bald";
export type Outfit = "shirt" | "jacket" | "sweater";

/** What one person in a portrait looks like. `grain` is in levels of 255. */
export interface Sitter {
  readonly skin: Colour;
  readonly hairColour: Colour;
  readonly hair: Hair;
  readonly outfit: Outfit;
  readonly outfitColour: Colour;
  readonly background: readonly [above: Colour, below: Colour];
  readonly glasses: boolean;
  readonly beard: boolean;
  readonly grain: number;
}

const middle = 0.5;
const neck = roundedBox(middle, 0.62, 0.07, 0.13, 0.06);
const face = ellipse(middle, 0.4, 0.155, 0.2);

/**
 * Draws a head-and-shoulders portrait of `edge` by `edge` pixels; the same for the same sitter, numbers and framing.
 * Without a framing the head is in the middle.
 */
export function drawPortrait(sitter: Sitter, edge: number, random: () => number, framing?: Framing): Canvas {
  const canvas = createCanvas(Math.ceil(edge / 2), framing);
  drawBackground(canvas, sitter);
  drawHair(canvas, sitter, hairBehind(sitter.hair));
  drawBody(canvas, sitter);
  drawHead(canvas, sitter);
  drawFeatures(canvas, sitter);
  drawHair(canvas, sitter, hairInFront(sitter.hair));
  if (sitter.hair === "bald") fill(canvas, ellipse(0.45, 0.245, 0.045, 0.02), plain([255, 255, 255]), 0.04, 0.28);
  if (sitter.glasses) drawGlasses(canvas);
  // Like a lens, enlarging softens the outlines; drawing at the full size would take four times as long.
  const portrait = enlarge(canvas, edge);
  addGrain(portrait, sitter.grain, random);
  return portrait;
}

function drawBackground(canvas: Canvas, sitter: Sitter): void {
  const [above, below] = sitter.background;
  fill(canvas, everywhere, (x, y) => {
    const light = 1.08 - 0.42 * Math.sqrt((x - 0.36) ** 2 + (y - 0.3) ** 2);
    return shade(blend(above, below, y), light);
  });
  fill(canvas, ellipse(0.12, 0.82, 0.2, 0.2), plain(shade(above, 1.15)), 0.12, 0.35);
  fill(canvas, ellipse(0.9, 0.2, 0.16, 0.16), plain(shade(below, 1.25)), 0.1, 0.3);
}

function drawBody(canvas: Canvas, sitter: Sitter): void {
  const shoulders = joined(ellipse(middle, 0.99, 0.36, 0.25), roundedBox(middle, 0.92, 0.2, 0.16, 0.12), 0.1);
  const weave: Paint = (x, y) => {
    const thread = Math.sin(x * 420) * Math.sin(y * 420) * (sitter.outfit === "sweater" ? 0.07 : 0.025);
    return shade(sitter.outfitColour, 1.1 - 0.35 * Math.abs(x - 0.42) - 0.12 * (y - 0.75) + thread);
  };
  fill(canvas, shoulders, weave);
  if (sitter.outfit === "sweater") {
    fill(canvas, neck, plain(shade(sitter.skin, 0.88)));
    fill(canvas, roundedBox(middle, 0.745, 0.1, 0.035, 0.03), plain(shade(sitter.outfitColour, 0.86)));
    return;
  }
  const opening = wedge(middle, 0.7, 0.125, 0.97);
  fill(
    canvas,
    both(shoulders, opening),
    plain(sitter.outfit === "jacket" ? [238, 240, 243] : shade(sitter.skin, 0.95)),
  );
  if (sitter.outfit === "jacket") {
    fill(canvas, wedge(middle, 0.735, 0.032, 1.15), plain(shade(sitter.background[1], 0.6)));
  }
  fill(canvas, neck, plain(shade(sitter.skin, 0.88)));
  fill(canvas, without(both(shoulders, wedge(middle, 0.7, 0.17, 1)), opening), plain(shade(sitter.outfitColour, 0.8)));
}

function drawHead(canvas: Canvas, sitter: Sitter): void {
  const { skin } = sitter;
  fill(canvas, both(neck, ellipse(middle, 0.6, 0.12, 0.07)), plain(shade(skin, 0.62)), 0.03, 0.6);
  for (const side of [-1, 1]) {
    fill(canvas, ellipse(middle + side * 0.155, 0.415, 0.026, 0.045), plain(shade(skin, 0.9)));
  }
  fill(canvas, face, (x, y) => shade(skin, 1.06 - 0.9 * Math.max(0, x - 0.44) ** 1.4 - 0.25 * Math.max(0, y - 0.45)));
  for (const side of [-1, 1]) {
    fill(canvas, ellipse(middle + side * 0.085, 0.475, 0.04, 0.028), plain([222, 110, 100]), 0.04, 0.22);
  }
  if (sitter.beard) {
    const cheeks = ellipse(middle, 0.37, 0.17, 0.115);
    const jaw = without(
      without(both(face, roundedBox(middle, 0.52, 0.2, 0.12, 0.01)), cheeks),
      ellipse(middle, 0.512, 0.05, 0.024),
    );
    fill(canvas, jaw, plain(shade(sitter.hairColour, 0.95)), 0.018, 0.85);
  }
}

function drawFeatures(canvas: Canvas, sitter: Sitter): void {
  const dark = shade(sitter.hairColour, 0.7);
  const brow = sitter.hair === "bald" ? shade(sitter.skin, 0.55) : dark;
  for (const side of [-1, 1]) {
    const x = middle + side * 0.066;
    fill(canvas, both(ellipse(x, 0.402, 0.028, 0.0155), face), plain([250, 248, 244]));
    fill(canvas, ellipse(x, 0.401, 0.0135, 0.0148), plain([72, 54, 42]));
    fill(canvas, ellipse(x - 0.004, 0.397, 0.0038, 0.0038), plain([255, 255, 255]));
    fill(canvas, arc(x, 0.42, 0.034, 0.85, 0.0022, true), plain(shade(sitter.skin, 0.45)));
    fill(canvas, arc(x, 0.415, 0.056, 0.62, 0.005, true), plain(brow), 0.004, 0.9);
  }
  fill(canvas, ellipse(middle + 0.012, 0.445, 0.012, 0.04), plain(shade(sitter.skin, 0.78)), 0.025, 0.5);
  fill(canvas, arc(middle, 0.457, 0.022, 0.8, 0.0032, false), plain(shade(sitter.skin, 0.7)), 0.006, 0.9);
  const mouth = both(ellipse(middle, 0.508, 0.052, 0.026), roundedBox(middle, 0.527, 0.07, 0.021, 0.002));
  fill(canvas, mouth, plain([176, 74, 72]));
  fill(canvas, both(mouth, roundedBox(middle, 0.508, 0.042, 0.009, 0.006)), plain([250, 247, 243]));
}

/** The hair that the head and shoulders stand in front of. */
function hairBehind(hair: Hair): Shape | undefined {
  switch (hair) {
    case "long":
      return joined(ellipse(middle, 0.37, 0.205, 0.215), roundedBox(middle, 0.56, 0.2, 0.22, 0.1), 0.06);
    case "bob":
      return roundedBox(middle, 0.41, 0.205, 0.215, 0.17);
    case "curly":
      return curls();
    case "short":
      return ellipse(middle, 0.34, 0.172, 0.17);
    case "bald":
      return undefined;
  }
}

/** The hair over the forehead. */
function hairInFront(hair: Hair): Shape | undefined {
  const cap = joined(ellipse(middle, 0.32, 0.172, 0.15), ellipse(middle, 0.26, 0.14, 0.09), 0.04);
  switch (hair) {
    case "long":
    case "bob":
      return without(cap, ellipse(middle + 0.075, 0.42, 0.215, 0.155));
    case "curly":
      return without(cap, ellipse(middle, 0.43, 0.15, 0.15));
    case "short":
      return without(cap, ellipse(middle - 0.03, 0.43, 0.165, 0.155));
    case "bald":
      return undefined;
  }
}

function drawHair(canvas: Canvas, sitter: Sitter, shape: Shape | undefined): void {
  if (shape !== undefined) fill(canvas, shape, strands(sitter));
}

function drawGlasses(canvas: Canvas): void {
  const frame = plain([42, 40, 44]);
  for (const side of [-1, 1]) {
    const x = middle + side * 0.068;
    fill(canvas, without(roundedBox(x, 0.405, 0.05, 0.037, 0.022), roundedBox(x, 0.405, 0.0435, 0.0305, 0.018)), frame);
    fill(canvas, roundedBox(x, 0.405, 0.0435, 0.0305, 0.018), plain([225, 238, 250]), 0, 0.16);
    fill(canvas, roundedBox(middle + side * 0.137, 0.398, 0.022, 0.0035, 0.003), frame);
  }
  fill(canvas, arc(middle, 0.412, 0.02, 0.9, 0.0035, true), frame);
}

/** A cloud of round locks about the head. */
function curls(): Shape {
  let cloud = ellipse(middle, 0.34, 0.19, 0.19);
  for (let lock = 0; lock < 11; lock += 1) {
    const angle = Math.PI * (0.92 + (lock / 10) * 1.16);
    cloud = joined(cloud, ellipse(middle + Math.cos(angle) * 0.18, 0.37 + Math.sin(angle) * 0.18, 0.06, 0.06), 0.02);
  }
  return cloud;
}

function strands(sitter: Sitter): Paint {
  return (x, y) => {
    const strand = Math.sin(Math.atan2(y - 0.12, x - 0.47) * 95 + y * 24) * 0.09;
    const gloss = 0.3 * Math.exp(-(((y - 0.24) / 0.05) ** 2)) * Math.max(0, 1 - Math.abs(x - 0.44) * 6);
    return shade(sitter.hairColour, 1 + strand + gloss - 0.35 * Math.max(0, x - 0.5));
  };
}

function plain(colour: Colour): Paint {
  return () => colour;
}
