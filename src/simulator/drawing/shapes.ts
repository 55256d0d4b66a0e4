import type { Shape } from "./canvas.ts";

/** The whole scene and what is around it. */
export const everywhere: Shape = { bounds: { left: -9, top: -9, right: 9, bottom: 9 }, distance: () => -1 };

/** An ellipse around (x, y) with the given half axes. */
export function ellipse(x: number, y: number, halfWidth: number, halfHeight: number): Shape {
  const smaller = Math.min(halfWidth, halfHeight);
  return {
    bounds: { left: x - halfWidth, top: y - halfHeight, right: x + halfWidth, bottom: y + halfHeight },
    distance: (px, py) => (length((px - x) / halfWidth, (py - y) / halfHeight) - 1) * smaller,
  };
}

/** A rectangle around (x, y) whose corners are rounded with `radius`. */
export function roundedBox(x: number, y: number, halfWidth: number, halfHeight: number, radius: number): Shape {
  return {
    bounds: { left: x - halfWidth, top: y - halfHeight, right: x + halfWidth, bottom: y + halfHeight },
    distance: (px, py) => {
      const dx = Math.abs(px - x) - halfWidth + radius;
      const dy = Math.abs(py - y) - halfHeight + radius;
      return length(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - radius;
    },
  };
}

/** The lower half of a ring: a smile, or upside down a brow. `bend` is the radius, `halfAngle` in radians. */
export function arc(x: number, y: number, bend: number, halfAngle: number, thickness: number, up: boolean): Shape {
  const side = up ? -1 : 1;
  const endX = Math.sin(halfAngle) * bend;
  const endY = Math.cos(halfAngle) * bend;
  const reach = bend + thickness;
  return {
    bounds: { left: x - endX - thickness, top: y - reach, right: x + endX + thickness, bottom: y + reach },
    distance: (px, py) => {
      const dx = Math.abs(px - x);
      const dy = (py - y) * side;
      const within = Math.atan2(dx, dy) <= halfAngle;
      const toLine = within ? Math.abs(length(dx, dy) - bend) : length(dx - endX, dy - endY);
      return toLine - thickness;
    },
  };
}

/** A triangle pointing down: a neckline. */
export function wedge(x: number, top: number, halfWidth: number, bottom: number): Shape {
  const slope = halfWidth / (bottom - top);
  const steepness = length(1, slope);
  return {
    bounds: { left: x - halfWidth, top, right: x + halfWidth, bottom },
    distance: (px, py) => Math.max((Math.abs(px - x) - (bottom - py) * slope) / steepness, top - py),
  };
}

/** What lies in the first shape and in the second as well. */
export function both(first: Shape, second: Shape): Shape {
  return { bounds: first.bounds, distance: (x, y) => Math.max(first.distance(x, y), second.distance(x, y)) };
}

/** What lies in the first shape and not in the second. */
export function without(first: Shape, second: Shape): Shape {
  return { bounds: first.bounds, distance: (x, y) => Math.max(first.distance(x, y), -second.distance(x, y)) };
}

/** What lies in either; `blendRadius` rounds the place where they meet. */
export function joined(first: Shape, second: Shape, blendRadius: number): Shape {
  const bulge = blendRadius / 4;
  return {
    bounds: {
      left: Math.min(first.bounds.left, second.bounds.left) - bulge,
      top: Math.min(first.bounds.top, second.bounds.top) - bulge,
      right: Math.max(first.bounds.right, second.bounds.right) + bulge,
      bottom: Math.max(first.bounds.bottom, second.bounds.bottom) + bulge,
    },
    distance: (x, y) => {
      const one = first.distance(x, y);
      const other = second.distance(x, y);
      const near = Math.max(blendRadius - Math.abs(one - other), 0) / blendRadius;
      return Math.min(one, other) - near * near * bulge;
    },
  };
}

/** Math.hypot takes care of overflow, which costs ten times this. */
function length(x: number, y: number): number {
  return Math.sqrt(x * x + y * y);
}
