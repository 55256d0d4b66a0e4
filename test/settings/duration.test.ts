import assert from "node:assert/strict";
import { test } from "node:test";
import { parseDuration } from "../../src/settings/duration.ts";

const accepted: Readonly<Record<string, number>> = {
  "0": 0,
  "90s": 90_000,
  "15m": 900_000,
  "2h": 7_200_000,
  "7d": 604_800_000,
  "1h30m": 5_400_000,
  "1d2h3m4s": 93_784_000,
  PT15M: 900_000,
  PT1H30M: 5_400_000,
  P7D: 604_800_000,
  P1DT12H: 129_600_000,
};

for (const [text, ms] of Object.entries(accepted)) {
  test(`${text} is a duration of ${ms} ms`, () => assert.equal(parseDuration(text), ms));
}

for (const text of ["", "10", "5 m", "m", "-5m", "1.5h", "30m1h", "P", "PT", "P1DT", "P1M", "P1Y", "1w", "10M"]) {
  test(`"${text}" is no duration`, () => assert.equal(parseDuration(text), undefined));
}
