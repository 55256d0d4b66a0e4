import { test } from "node:test";
import { fuzz, wordsOf } from "./fuzz.ts";

test("Of 20,000 damaged pictures each has sound renditions or a reason, in time and in little memory", async (t) => {
  t.diagnostic(wordsOf(await fuzz(20_000)));
});
