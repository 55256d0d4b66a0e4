import { test } from "node:test";
import { assertFlat, wordsOf } from "./soak/flat.ts";
import { soak } from "./soak/soak.ts";

test("500 passes over a changing tenant leave as much memory, handles, files and state as the first do", async (t) => {
  const samples = await soak(t, 500, 60);
  t.diagnostic(wordsOf(assertFlat(samples, 40, { heapBytes: 2e6, rssBytes: 30e6 })));
});
