import { test } from "node:test";
import { tryPowerLoss } from "./power-loss.ts";

/** Another one each night; CRASH_SEED repeats one. */
const seed = Number(process.env.CRASH_SEED ?? Math.floor(Date.now() / 86_400_000));

test("Whenever the power fails while a pass of any kind publishes, nothing that manifest.csv lists is lost", (t) =>
  tryPowerLoss(t, {
    seed,
    scenarios: [
      "a first pass",
      "a pass after changes",
      "a pass with pictures",
      "a pass that undoes a publish",
      "a pass that completes a publish",
      "a pass with another checksum",
    ],
    samples: 20_000,
    passesAfter: 200,
  }));
