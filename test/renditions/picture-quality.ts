/** How close a resized picture is to what it should be, by measures that know nothing of our code. */

/** Pixels as red, green, blue and alpha. */
export interface Pixels {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** One value a pixel, 0 to 255. */
export interface Plane {
  readonly data: Float64Array;
  readonly width: number;
  readonly height: number;
}

/** Light as JPEG has it (ITU-R BT.601). */
export function lumaOf({ data, width, height }: Pixels): Plane {
  const luma = Float64Array.from({ length: width * height }, (_, pixel) => {
    const at = 4 * pixel;
    return 0.299 * (data[at] ?? 0) + 0.587 * (data[at + 1] ?? 0) + 0.114 * (data[at + 2] ?? 0);
  });
  return { data: luma, width, height };
}

/** A plane in another size by Lanczos' filter with three lobes, in floating point, first across and then down. */
export function lanczos(plane: Plane, width: number, height: number): Plane {
  return transposed(resizedAcross(transposed(resizedAcross(plane, width)), height));
}

function resizedAcross({ data, width, height }: Plane, newWidth: number): Plane {
  const ratio = width / newWidth;
  const stretch = Math.max(1, ratio);
  const result = new Float64Array(newWidth * height);
  for (let x = 0; x < newWidth; x += 1) {
    const centre = (x + 0.5) * ratio - 0.5;
    const first = Math.ceil(centre - 3 * stretch);
    const last = Math.floor(centre + 3 * stretch);
    const weights = Array.from({ length: last - first + 1 }, (_, index) => kernel((first + index - centre) / stretch));
    const total = sumOf(weights);
    for (let y = 0; y < height; y += 1) {
      const value = (position: number) => data[y * width + Math.min(width - 1, Math.max(0, position))] ?? 0;
      result[y * newWidth + x] = sumOf(weights.map((weight, index) => (weight / total) * value(first + index)));
    }
  }
  return { data: result, width: newWidth, height };
}

function kernel(distance: number): number {
  if (distance === 0) return 1;
  if (Math.abs(distance) >= 3) return 0;
  const angle = Math.PI * distance;
  return (3 * Math.sin(angle) * Math.sin(angle / 3)) / (angle * angle);
}

function transposed({ data, width, height }: Plane): Plane {
  const turned = Float64Array.from(
    { length: data.length },
    (_, index) => data[(index % height) * width + Math.floor(index / height)] ?? 0,
  );
  return { data: turned, width: height, height: width };
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** Peak signal-to-noise ratio in decibels. */
export function psnr(left: Plane, right: Plane): number {
  const squares = left.data.reduce((sum, value, index) => sum + (value - (right.data[index] ?? 0)) ** 2, 0);
  return 10 * Math.log10((255 * 255 * left.data.length) / squares);
}

/** Structural similarity, mean over an 11 by 11 Gaussian window with σ 1.5 (Wang et al. 2004). */
export function ssim(left: Plane, right: Plane): number {
  const window = gaussianWindow();
  const reach = 5;
  let total = 0;
  let windows = 0;
  for (let y = reach; y < left.height - reach; y += 1) {
    for (let x = reach; x < left.width - reach; x += 1) {
      total += similarityAt(left, right, x, y, window);
      windows += 1;
    }
  }
  return total / windows;
}

interface Weight {
  readonly right: number;
  readonly down: number;
  readonly weight: number;
}

function gaussianWindow(): readonly Weight[] {
  const weights = Array.from({ length: 121 }, (_, index) => {
    const right = (index % 11) - 5;
    const down = Math.floor(index / 11) - 5;
    return { right, down, weight: Math.exp(-(right * right + down * down) / (2 * 1.5 * 1.5)) };
  });
  const total = sumOf(weights.map(({ weight }) => weight));
  return weights.map(({ weight, ...offset }) => ({ ...offset, weight: weight / total }));
}

function similarityAt(left: Plane, right: Plane, x: number, y: number, window: readonly Weight[]): number {
  let [meanLeft, meanRight, squareLeft, squareRight, product] = [0, 0, 0, 0, 0];
  for (const offset of window) {
    const at = (y + offset.down) * left.width + x + offset.right;
    const [a, b] = [left.data[at] ?? 0, right.data[at] ?? 0];
    meanLeft += offset.weight * a;
    meanRight += offset.weight * b;
    squareLeft += offset.weight * a * a;
    squareRight += offset.weight * b * b;
    product += offset.weight * a * b;
  }
  const [c1, c2] = [(0.01 * 255) ** 2, (0.03 * 255) ** 2];
  const covariance = product - meanLeft * meanRight;
  const variances = squareLeft - meanLeft ** 2 + (squareRight - meanRight ** 2);
  const numerator = (2 * meanLeft * meanRight + c1) * (2 * covariance + c2);
  return numerator / ((meanLeft ** 2 + meanRight ** 2 + c1) * (variances + c2));
}
