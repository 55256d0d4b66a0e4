import { blend, type Colour, type Framing, shade } from "./canvas.ts";
import type { Hair, Outfit, Sitter } from "./portrait.ts";

/** Somebody who sat for one portrait only, and how the photographer took them. */
export interface Stranger {
  readonly sitter: Sitter;
  readonly framing: Framing;
}

const hairs: readonly Hair[] = ["short", "long", "curly", "bob", "bald"];
const outfits: readonly Outfit[] = ["shirt", "jacket", "sweater"];
const darkestSkin: Colour = [84, 52, 36];
const lightestSkin: Colour = [248, 214, 190];
const hairColours: readonly Colour[] = [
  [24, 20, 20],
  [58, 44, 38],
  [92, 58, 36],
  [136, 82, 44],
  [198, 152, 90],
  [170, 168, 166],
  [226, 222, 214],
];

/** A person like no other, made of numbers from 0 to 1. `spread` from 0 to 1 is how far the framings differ. */
export function stranger(random: () => number, spread = 1): Stranger {
  const above = anyColour(random);
  return {
    sitter: {
      skin: blend(darkestSkin, lightestSkin, random()),
      hairColour: oneOf(hairColours, random),
      hair: oneOf(hairs, random),
      outfit: oneOf(outfits, random),
      outfitColour: anyColour(random),
      background: [above, shade(above, 0.45 + 0.5 * random())],
      glasses: random() < 0.35,
      beard: random() < 0.25,
      grain: 3 + 6 * random(),
    },
    framing: framed(random, spread),
  };
}

/** Nearer or farther, and with the head beside the middle. */
function framed(random: () => number, spread: number): Framing {
  const extent = 1 + spread * (0.1 - 0.45 * random());
  const room = 1 - extent;
  const left = room / 2 + spread * 0.16 * (random() - 0.5);
  return { left, top: Math.min(room, room * 0.4 + spread * 0.14 * (random() - 0.5)), extent };
}

/** From dark to light, and not far from grey: as walls and clothes in an office are. */
function anyColour(random: () => number): Colour {
  const light = 50 + 170 * random();
  return [light + 80 * (random() - 0.5), light + 80 * (random() - 0.5), light + 80 * (random() - 0.5)];
}

function oneOf<T>(all: readonly T[], random: () => number): T {
  const one = all[Math.floor(random() * all.length)];
  if (one === undefined) throw new RangeError("There is nothing to choose from.");
  return one;
}
