import type { SimulatedTenantOptions } from "../../../src/simulator/start.ts";
import type { ThrottleOptions } from "../../../src/simulator/throttle.ts";

/** How a service answers: what the simulated tenant is started with and what the ideal schedule is computed from. */
export interface Service {
  readonly callMs: number;
  readonly callJitterMs: number;
  /** Of the items of a batch four run at a time. */
  readonly itemMs: number;
  readonly itemJitterMs: number;
  readonly throttle?: ThrottleOptions;
  /** A part of the people is refused once, with 429. */
  readonly refused?: { readonly share: number; readonly retryAfterSeconds: number };
}

/** A service to measure against. */
export interface ServiceModel {
  readonly name: string;
  readonly service: Service;
  readonly photoBytes: NonNullable<SimulatedTenantOptions["photoBytes"]>;
  /** Of a pass that is held against the ideal schedule, and of the runs that compare the ways to fetch a photo. */
  readonly people: { readonly pass: number; readonly ways: number };
  /** The most times the ideal schedule's time that a pass may take. */
  readonly boundRatio?: number;
  /** A short pass for a regression check; it pays for its start with a greater part of its time. */
  readonly quick?: { readonly people: number; readonly boundRatio: number };
}

const typical: Service = { callMs: 60, callJitterMs: 40, itemMs: 150, itemJitterMs: 0 };

/** Each pass takes about half a minute. */
export const serviceModels: readonly ServiceModel[] = [
  {
    name: "fast",
    service: { callMs: 10, callJitterMs: 10, itemMs: 20, itemJitterMs: 0 },
    photoBytes: "small",
    people: { pass: 60_000, ways: 4000 },
  },
  {
    name: "typical",
    service: typical,
    photoBytes: "realistic",
    people: { pass: 20_000, ways: 1400 },
    boundRatio: 1.1,
    quick: { people: 5000, boundRatio: 1.5 },
  },
  {
    name: "slow",
    service: { callMs: 200, callJitterMs: 100, itemMs: 500, itemJitterMs: 0 },
    photoBytes: "realistic",
    people: { pass: 7000, ways: 440 },
  },
  {
    name: "throttled",
    service: { ...typical, throttle: { capacity: 1000, refillPerSecond: 200 } },
    photoBytes: "realistic",
    people: { pass: 6000, ways: 2000 },
    boundRatio: 1.25,
    quick: { people: 2500, boundRatio: 1.5 },
  },
  {
    name: "jittery",
    service: {
      ...{ callMs: 20, callJitterMs: 100, itemMs: 50, itemJitterMs: 500 },
      refused: { share: 0.02, retryAfterSeconds: 2 },
    },
    photoBytes: "realistic",
    people: { pass: 9000, ways: 900 },
  },
];

/** The options of a simulated tenant that answers so. */
export function tenantOf(model: ServiceModel, people: number): SimulatedTenantOptions {
  const { throttle, refused: _, ...latency } = model.service;
  return { people, photoBytes: model.photoBytes, latency, ...(throttle === undefined ? {} : { throttle }) };
}

/** A service in words. */
export function describeService(service: Service): string {
  const { callMs, callJitterMs, itemMs, itemJitterMs, throttle, refused } = service;
  const upTo = (ms: number, jitterMs: number) => (jitterMs === 0 ? `${ms}` : `${ms} to ${ms + jitterMs}`);
  const parts = [`${upTo(callMs, callJitterMs)} ms a call`, `${upTo(itemMs, itemJitterMs)} ms a photo`];
  if (throttle !== undefined) parts.push(`at most ${throttle.capacity}, then ${throttle.refillPerSecond} a second`);
  if (refused !== undefined) parts.push(`${refused.share * 100} % refused for ${refused.retryAfterSeconds} s`);
  return parts.join(", ");
}
