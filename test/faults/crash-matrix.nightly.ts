import { test } from "node:test";
import { Chance } from "./chance.ts";
import { everyCase, makeMatrix, tryCases } from "./crash-matrix.ts";

/** Another one each night; CRASH_SEED repeats one. */
const seed = Number(process.env.CRASH_SEED ?? Math.floor(Date.now() / 86_400_000));

test("Every step of every kind of pass is killed and refused in every way, and each time that a pass comes to it", async (t) => {
  t.diagnostic(`CRASH_SEED=${seed}`);
  const matrix = await makeMatrix(t);
  await tryCases(t, matrix, everyCase(matrix, new Chance(seed)));
});
