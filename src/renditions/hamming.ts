/** In how many bits two perceptual hashes of 16 hex digits differ, 0 to 64. */
export function hammingDistance(one: string, other: string): number {
  let different = BigInt(`0x${one}`) ^ BigInt(`0x${other}`);
  let bits = 0;
  for (; different !== 0n; different &= different - 1n) bits += 1;
  return bits;
}
