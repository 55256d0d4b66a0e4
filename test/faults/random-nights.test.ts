import { test } from "node:test";
import { search } from "./random-nights/search.ts";

const { EXOPHOTOS_STORY_SEED } = process.env;

test("Whatever happens in a tenant, a service and a process, night after night: no photo goes without proof, and all that is published agrees", async (t) => {
  const counts = await search({
    firstSeed: Number(EXOPHOTOS_STORY_SEED ?? 1),
    single: EXOPHOTOS_STORY_SEED !== undefined,
    forMs: 50_000,
    shrinkForMs: 60_000,
    mostNights: 20,
  });
  t.diagnostic(counts.words());
});
