import { mix, permute, unpermute } from "./mix.ts";

const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Families of object ids that never meet. */
export type IdFamily = "user" | "group" | "tenant" | "application";

const familySalts = { user: 11, group: 21, tenant: 31, application: 41 } as const satisfies Record<IdFamily, number>;

/** The object id of one index: a version 4 GUID whose first eight digits hold the index, permuted. */
export function objectIdOf(seed: number, family: IdFamily, index: number): string {
  const salt = familySalts[family];
  const first = hex8(permute(seed + salt, index));
  const second = hex8(mix(seed, salt, index));
  const third = hex8(mix(seed, salt + 1, index));
  const fourth = hex8(mix(seed, salt + 2, index));
  const variant = "89ab"[mix(seed, salt + 3, index) & 3];
  return `${first}-${second.slice(0, 4)}-4${second.slice(5)}-${variant}${third.slice(1, 4)}-${third.slice(4)}${fourth}`;
}

/** The index that an object id was made of, or undefined when it is none of this family below `count`. */
export function indexOfObjectId(seed: number, family: IdFamily, id: string, count: number): number | undefined {
  if (!isGuid(id)) return undefined;
  const index = unpermute(seed + familySalts[family], Number.parseInt(id.slice(0, 8), 16));
  return index < count && objectIdOf(seed, family, index) === id.toLowerCase() ? index : undefined;
}

/** Whether a text has the form of a GUID. */
export function isGuid(text: string): boolean {
  return guid.test(text);
}

function hex8(value: number): string {
  return value.toString(16).padStart(8, "0");
}
