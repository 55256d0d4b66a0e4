/** Murmur3's finalizer: a bijection of 32-bit numbers that spreads neighbours. */
function finalize(value: number): number {
  let mixed = value >>> 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

function unfinalize(value: number): number {
  let mixed = value ^ (value >>> 16);
  mixed = Math.imul(mixed, 0x7ed1b41d);
  mixed ^= (mixed >>> 13) ^ (mixed >>> 26);
  mixed = Math.imul(mixed, 0xa5cb9243);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** A number below 2^32 that depends on all three; different salts give independent numbers. */
export function mix(seed: number, salt: number, index: number): number {
  return finalize(finalize(seed ^ Math.imul(salt + 1, 0x9e3779b1)) ^ Math.imul(index + 1, 0x27d4eb2f));
}

/** The same as a number from 0 to 1, without 1. */
export function mixShare(seed: number, salt: number, index: number): number {
  return mix(seed, salt, index) / 2 ** 32;
}

/** Exchanges the numbers below 2^32 among themselves, in an order that depends on the seed. */
export function permute(seed: number, index: number): number {
  return finalize((index ^ finalize(seed + 0x51ed270b)) >>> 0);
}

/** Undoes `permute`. */
export function unpermute(seed: number, value: number): number {
  return (unfinalize(value) ^ finalize(seed + 0x51ed270b)) >>> 0;
}

/** A row of numbers from 0 to 1, the same for the same seed. */
export function randomRow(seed: number): () => number {
  let step = 0;
  return () => {
    step += 1;
    return mixShare(seed, 77, step);
  };
}
