import { test } from "node:test";
import { assertFlat, wordsOf } from "./soak/flat.ts";
import { soak } from "./soak/soak.ts";

test("25 passes over a changing tenant leave as much memory, handles, files and state as a few do", async (t) => {
  const samples = await soak(t, 25, 40);
  t.diagnostic(wordsOf(assertFlat(samples, 7, { heapBytes: 2e6, rssBytes: 30e6 })));
});
