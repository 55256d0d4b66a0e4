import type { PassCounts } from "../../src/export/events.ts";
import type { PassSummary } from "../../src/export/summary.ts";

export const counts: PassCounts = {
  listed: 2000,
  total: 2000,
  listingEnded: true,
  answered: 900,
  downloaded: 450,
  downloadedBytes: 36_000_000,
  unchanged: 0,
  withoutPhoto: 450,
  failed: 0,
  transcoded: 0,
  renditionsMade: 0,
  heldMs: 0,
  holdLeftMs: 0,
  concurrency: 8,
};

/** A pass of 2,000 people that published without trouble. */
export const summary: PassSummary = {
  formatVersion: 1,
  version: "0.1.0",
  pass: 12,
  tenantId: "contoso.com",
  history: "8b6e1c2a-5d0f-4f5e-9f6e-0c2b7a1d3e4f",
  startedAt: "2026-01-31T06:00:00.000Z",
  endedAt: "2026-01-31T06:01:12.000Z",
  elapsedMs: 72_000,
  result: "published",
  exitCode: 0,
  people: {
    listed: 2000,
    withPhoto: 1000,
    withoutPhoto: 1000,
    noMailbox: 0,
    failed: 0,
    left: 0,
    outOfChoice: 0,
    unlistedKept: 0,
    leftUnasked: 0,
    notDue: 0,
    notAsked: 0,
  },
  photos: {
    downloaded: 15,
    downloadedBytes: 1_234_567,
    transcoded: 0,
    renditionsMade: 0,
    unchanged: 985,
    added: 12,
    changed: 3,
    removed: 1,
  },
  manifest: { rows: 1000, sha256: "00", sequence: 1234, changes: { add: 12, modify: 3, delete: 1 } },
  exchange: undefined,
  links: [],
  sweptFiles: 0,
  listingEnded: true,
  deadlineReached: false,
  certificateEndsAt: undefined,
  failures: [],
  failuresTotal: 0,
  traffic: undefined,
  error: undefined,
  samples: [],
};

export function failure(userPrincipalName: string) {
  return {
    objectId: "8b6e1c2a-5d0f-4f5e-9f6e-0c2b7a1d3e4f",
    userPrincipalName,
    reason: "throttled",
    status: 429,
    graphCode: "TooManyRequests",
    message: "slow down",
    tries: 6,
  };
}
