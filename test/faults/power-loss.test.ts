import { test } from "node:test";
import { tryPowerLoss } from "./power-loss.ts";

test("Whenever the power fails while a pass publishes, nothing that manifest.csv lists is lost", (t) =>
  tryPowerLoss(t, {
    seed: 20_240_131,
    scenarios: ["a first pass", "a pass with pictures"],
    samples: 2_000,
    passesAfter: 8,
  }));
