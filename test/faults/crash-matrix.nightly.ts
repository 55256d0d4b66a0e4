import { test } from "node:test";
import { Chance } from "./chance.ts";
import { everyFault, everyTime, makeMatrix, tryCases } from "./crash-matrix.ts";

/** Another one each night; CRASH_SEED repeats one. */
const seed = Number(process.env.CRASH_SEED ?? Math.floor(Date.now() / 86_400_000));
/** Within the hour that a test may take. */
const maxMs = 50 * 60_000;

test("Every step of a pass is killed and refused in every way", async (t) => {
  const matrix = await makeMatrix(t);
  await tryCases(t, matrix, everyFault(matrix), maxMs);
});

test("Every step of every kind of pass is killed or refused, each time that the pass comes to it", async (t) => {
  t.diagnostic(`CRASH_SEED=${seed}`);
  const matrix = await makeMatrix(t);
  await tryCases(t, matrix, everyTime(matrix, new Chance(seed)), maxMs);
});
