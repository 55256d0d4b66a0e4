import { test } from "node:test";
import { search } from "./random-nights/search.ts";

const { EXOPHOTOS_STORY_SEED, EXOPHOTOS_STORY_MINUTES } = process.env;

test("For half an hour, with up to 50 nights a story: no photo goes without proof, and all that is published agrees", async (t) => {
  const firstSeed = Number(EXOPHOTOS_STORY_SEED ?? Math.floor(Math.random() * 1e9));
  t.diagnostic(`the first seed is ${firstSeed}`);
  const counts = await search({
    firstSeed,
    single: EXOPHOTOS_STORY_SEED !== undefined,
    forMs: Number(EXOPHOTOS_STORY_MINUTES ?? 30) * 60_000,
    shrinkForMs: 10 * 60_000,
    mostNights: 50,
  });
  t.diagnostic(counts.words());
});
