import type { Sitter } from "./portrait.ts";

/** The people who sat for the portraits. */
export const sitters: readonly Sitter[] = [
  {
    skin: [236, 190, 160],
    hairColour: [92, 58, 36],
    hair: "long",
    outfit: "jacket",
    outfitColour: [52, 70, 104],
    background: [
      [188, 208, 222],
      [120, 150, 172],
    ],
    glasses: false,
    beard: false,
    grain: 5,
  },
  {
    skin: [142, 92, 62],
    hairColour: [34, 26, 24],
    hair: "short",
    outfit: "sweater",
    outfitColour: [196, 142, 58],
    background: [
      [176, 200, 186],
      [96, 134, 120],
    ],
    glasses: true,
    beard: false,
    grain: 8,
  },
  {
    skin: [246, 208, 182],
    hairColour: [188, 134, 72],
    hair: "bob",
    outfit: "shirt",
    outfitColour: [168, 70, 84],
    background: [
      [226, 214, 200],
      [178, 158, 140],
    ],
    glasses: true,
    beard: false,
    grain: 4,
  },
  {
    skin: [224, 172, 130],
    hairColour: [58, 44, 38],
    hair: "short",
    outfit: "jacket",
    outfitColour: [66, 68, 74],
    background: [
      [206, 206, 214],
      [136, 138, 154],
    ],
    glasses: false,
    beard: true,
    grain: 9,
  },
  {
    skin: [110, 70, 48],
    hairColour: [28, 22, 22],
    hair: "curly",
    outfit: "shirt",
    outfitColour: [44, 122, 126],
    background: [
      [238, 206, 174],
      [196, 142, 108],
    ],
    glasses: false,
    beard: false,
    grain: 6,
  },
  {
    skin: [240, 200, 172],
    hairColour: [168, 166, 164],
    hair: "bald",
    outfit: "sweater",
    outfitColour: [72, 92, 76],
    background: [
      [200, 192, 214],
      [134, 122, 158],
    ],
    glasses: true,
    beard: true,
    grain: 7,
  },
];
