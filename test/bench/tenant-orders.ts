import type { SimulatedTenant } from "../../src/simulator/start.ts";
import type { TrafficCounts } from "../../src/simulator/traffic.ts";

/** What a tenant in another process can be told, a line of JSON each, and be asked. */
export type TenantOrder =
  /** Gives a part of those with a photo another one. Answer: their number. */
  | { readonly order: "changePhotos"; readonly share: number }
  /** From now on photo requests about a part of the people are answered with 429 so many times each. Answer: null. */
  | {
      readonly order: "refusePeople";
      readonly share: number;
      readonly timesEach: number;
      readonly retryAfterSeconds: number;
    }
  /** Answer: [object id, SHA-256] of everyone with a photo. */
  | { readonly order: "photoHashes" }
  /** Answer: TrafficCounts since this was asked last. */
  | { readonly order: "takeTraffic" };

/** An answer to each kind of order. */
export interface OrderAnswers {
  readonly changePhotos: number;
  readonly refusePeople: null;
  readonly photoHashes: readonly (readonly [objectId: string, sha256: string])[];
  readonly takeTraffic: TrafficCounts;
}

/** Does what a tenant is told; returns the answer, to be sent as JSON. */
export function carryOut(tenant: SimulatedTenant, order: TenantOrder): OrderAnswers[TenantOrder["order"]] {
  switch (order.order) {
    case "changePhotos":
      return changePhotos(tenant, order.share);
    case "refusePeople": {
      const { share, timesEach, retryAfterSeconds } = order;
      const fault = { kind: "status", status: 429, code: "TooManyRequests", retryAfter: retryAfterSeconds } as const;
      tenant.faults.clear();
      for (const kind of ["metadata", "value", "sizes"] as const) {
        tenant.faults.everyone(kind, fault, timesEach, (objectId) => shareOf(objectId) < share);
      }
      return null;
    }
    case "photoHashes":
      return photoHashes(tenant);
    case "takeTraffic": {
      const { requests: _none, ...counts } = tenant.traffic;
      const taken = { ...counts, batches: { ...counts.batches } };
      tenant.traffic.reset();
      return taken;
    }
  }
}

/** Every so manieth of those with a photo, at least one. */
function changePhotos(tenant: SimulatedTenant, share: number): number {
  const ids = photoHashes(tenant).map(([objectId]) => objectId);
  const every = Math.round(1 / share);
  const changed = ids.filter((_, index) => index % every === 0);
  for (const objectId of changed) tenant.directory.setPhoto(objectId);
  return changed.length;
}

function photoHashes(tenant: SimulatedTenant): (readonly [string, string])[] {
  return Array.from(tenant.directory.truth()).flatMap(({ objectId, photoSha256 }) =>
    photoSha256 === undefined ? [] : [[objectId, photoSha256] as const],
  );
}

/** A number from 0 to 1 that is always the same for a person, and has nothing to do with the order of their ids. */
function shareOf(objectId: string): number {
  return Number.parseInt(objectId.slice(-4), 16) / 0x10000;
}
