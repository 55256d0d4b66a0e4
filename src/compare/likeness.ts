import type { Look } from "../renditions/picture-work.ts";

/*
 * How much of one picture is left when another is laid over it as well as it goes. The same photo in another size, by
 * another encoder, a little cropped, brighter or with more contrast leaves next to nothing: to first order it is the
 * photo, plus its slopes times a shift and an enlargement (Lucas and Kanade 1981), times a gain, plus an offset. Five
 * numbers, found by least squares. Somebody else's portrait leaves much, whatever the five are.
 */

/** The edge of a look's square, in areas. */
const edge = 32;
const channels = 3;
/** So often is a look smoothed, so that slopes hold over the shift of a crop. */
const smoothings = 4;
/** Every other area says all, and the outermost have no slope. */
const step = 2;
const margin = 2;

/** What the fit may come to: a shift in areas either way, an enlargement, and a gain. */
const mostShift = 2;
const mostEnlargement = 0.12;
const gains = { least: 0.6, most: 1.6 } as const;

/** A picture with less contrast than this, in levels of 255, is as good as of one colour. */
const leastContrast = 4;

/** A look made ready to be compared. */
export interface Smoothed {
  readonly colours: Float64Array;
}

/** Takes out of a look what re-encoding changes anyway. */
export function smoothed({ colours }: Look): Smoothed {
  let smooth: Float64Array = Float64Array.from(colours);
  for (let pass = 0; pass < smoothings; pass += 1) {
    smooth = averaged(averaged(smooth, 1, 0), 0, 1);
  }
  return { colours: smooth };
}

/** What is left of the contrast of either picture once the other is laid over it, in percent: 0 for the same, 100 at most. */
export function unlikeness(one: Smoothed, other: Smoothed): number {
  return Math.min(unlikenessOver(one, other), unlikenessOver(other, one));
}

function unlikenessOver(base: Smoothed, target: Smoothed): number {
  const wanted = samples(target, colourAt);
  const floor = wanted.length * leastContrast ** 2;
  const contrast = Math.max(floor, spreadOf(wanted));
  const unlike = Math.min(plainRest(base, wanted), fittedRest(base, wanted));
  return Math.min(100, (100 * unlike) / contrast);
}

/** The squares of what differs without any fit: all that can be said of pictures of one colour. */
function plainRest(base: Smoothed, wanted: Float64Array): number {
  return samples(base, colourAt).reduce((sum, value, at) => sum + (value - (wanted[at] ?? 0)) ** 2, 0);
}

/** The squares of what is left after the best fit; infinite where that is none that a thumbnail could have. */
function fittedRest(base: Smoothed, wanted: Float64Array): number {
  const middle = (edge - 1) / 2;
  const terms = [
    samples(base, colourAt),
    samples(base, slopeAcross),
    samples(base, slopeDown),
    samples(
      base,
      (picture, x, y, channel) =>
        (x - middle) * slopeAcross(picture, x, y, channel) + (y - middle) * slopeDown(picture, x, y, channel),
    ),
    new Float64Array(wanted.length).fill(1),
  ];
  const products = terms.map((left) => terms.map((right) => productOf(left, right)));
  const weights = solved(
    products,
    terms.map((term) => productOf(term, wanted)),
  );
  const [gain = 0, across = 0, down = 0, enlargement = 0] = weights;
  const isPossible =
    gain >= gains.least &&
    gain <= gains.most &&
    Math.abs(across / gain) <= mostShift &&
    Math.abs(down / gain) <= mostShift &&
    Math.abs(enlargement / gain) <= mostEnlargement;
  if (!isPossible) return Number.POSITIVE_INFINITY;
  return wanted.reduce((sum, value, at) => {
    const fitted = terms.reduce((total, term, index) => total + (term[at] ?? 0) * (weights[index] ?? 0), 0);
    return sum + (value - fitted) ** 2;
  }, 0);
}

/** One number of a picture at an area. */
type Reading = (picture: Smoothed, x: number, y: number, channel: number) => number;

const colourAt: Reading = ({ colours }, x, y, channel) => colours[channels * (y * edge + x) + channel] ?? 0;

const slopeAcross: Reading = (picture, x, y, channel) =>
  (colourAt(picture, x + 1, y, channel) - colourAt(picture, x - 1, y, channel)) / 2;

const slopeDown: Reading = (picture, x, y, channel) =>
  (colourAt(picture, x, y + 1, channel) - colourAt(picture, x, y - 1, channel)) / 2;

function samples(picture: Smoothed, read: Reading): Float64Array {
  const across = (edge - 2 * margin) / step;
  const taken = new Float64Array(across * across * channels);
  let at = 0;
  for (let y = margin; y < edge - margin; y += step) {
    for (let x = margin; x < edge - margin; x += step) {
      for (let channel = 0; channel < channels; channel += 1) {
        taken[at] = read(picture, x, y, channel);
        at += 1;
      }
    }
  }
  return taken;
}

/** Each area averaged with its two neighbours in a direction, itself twice as heavy; the border is its own neighbour. */
function averaged(colours: Float64Array, right: number, down: number): Float64Array {
  const within = (position: number) => Math.min(edge - 1, Math.max(0, position));
  return colours.map((value, at) => {
    const [channel, area] = [at % channels, Math.floor(at / channels)];
    const [x, y] = [area % edge, Math.floor(area / edge)];
    const neighbour = (sign: number) =>
      colours[channels * (within(y + sign * down) * edge + within(x + sign * right)) + channel] ?? 0;
    return (neighbour(-1) + 2 * value + neighbour(1)) / 4;
  });
}

/** The squares of what differs from the mean. */
function spreadOf(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
}

function productOf(left: Float64Array, right: Float64Array): number {
  return left.reduce((sum, value, at) => sum + value * (right[at] ?? 0), 0);
}

/** Solves a small system of linear equations (Gauss and Jordan, with pivots); not numbers where it has no one solution. */
function solved(matrix: readonly (readonly number[])[], right: readonly number[]): readonly number[] {
  const rows = matrix.map((row, index) => [...row, right[index] ?? 0]);
  for (let column = 0; column < rows.length; column += 1) {
    const best = rows.slice(column).reduce((row, other) => {
      return Math.abs(other[column] ?? 0) > Math.abs(row[column] ?? 0) ? other : row;
    });
    rows.splice(rows.indexOf(best), 1);
    const pivot = best.map((value) => value / (best[column] ?? 0));
    for (const [index, row] of rows.entries()) {
      const factor = row[column] ?? 0;
      rows[index] = row.map((value, at) => value - factor * (pivot[at] ?? 0));
    }
    rows.splice(column, 0, pivot);
  }
  return rows.map((row) => row.at(-1) ?? Number.NaN);
}
