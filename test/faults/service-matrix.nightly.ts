import { test } from "node:test";
import { runMatrix } from "./service/run-matrix.ts";

test("whatever goes wrong with a service, and whichever its status, a pass ends as the table says", async (t) => {
  const cases = await runMatrix(t, { every: true });
  t.diagnostic(`${cases} disturbed passes, each with one after it`);
});
