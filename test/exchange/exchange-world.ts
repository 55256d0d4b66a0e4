import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { TestContext } from "node:test";
import type { DiscoverMode } from "../../src/model/discover.ts";
import type { SimulatedTenantOptions } from "../../src/simulator/start.ts";
import { makeWorld, type World } from "../running/world.ts";

/** A tenant with small photos, and passes that hear its Exchange. */
export interface ExchangeWorld extends World {
  /** A pass with `--discover` in the test's own process. */
  discover(mode: DiscoverMode, args?: readonly string[]): ReturnType<World["passHere"]>;
  /** Object ids of everybody with (or without) a photo who has a mailbox. */
  mailboxes(has: "a photo" | "no photo"): readonly string[];
}

export async function makeExchangeWorld(t: TestContext, options: SimulatedTenantOptions): Promise<ExchangeWorld> {
  const world = await makeWorld(t, { photoBytes: "small", ...options });
  const { directory, exchangeEndpoint } = world.tenant;
  return {
    ...world,
    discover: (mode, args = []) =>
      world.passHere(["--discover", mode, "--exchange-endpoint", exchangeEndpoint, ...args]),
    mailboxes: (has) =>
      [...directory.truth()]
        .filter(({ photoSha256 }) => (photoSha256 !== undefined) === (has === "a photo"))
        .map(({ objectId }) => objectId)
        .filter((id) => directory.person(id)?.userType !== "Guest"),
  };
}

/** Object ids whose photo's bytes were asked for, in the order in which the requests came. */
export function fetchedIn({ tenant }: World): readonly string[] {
  return tenant.traffic.requests
    .flatMap(({ items }) => items)
    .filter((url) => url.endsWith("/photo/$value"))
    .map((url) => /users\/([^/]+)\//.exec(url)?.[1] ?? "");
}

/** Object ids whose photo was asked about in any way. */
export function askedIn({ tenant }: World): ReadonlySet<string> {
  const urls = tenant.traffic.requests.flatMap(({ items, path }) => [...items, path]);
  return new Set(urls.map((url) => /users\/([^/]+)\/photo/.exec(url)?.[1] ?? "").filter((id) => id !== ""));
}

/** Lets the answers of all passes so far be older by so many days. */
export function ageAnswers({ out }: World, days: number): void {
  const database = new DatabaseSync(join(out, ".exophotos", "state.db"));
  database.exec(`UPDATE people SET asked_at = asked_at - ${days * 86_400_000} WHERE asked_at > 0`);
  database.close();
}
