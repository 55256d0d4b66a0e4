import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ExophotosError, hasCode } from "../../src/errors.ts";
import { interruption } from "../../src/platform/signals.ts";

describe("an interruption", () => {
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK"] as const) {
    it(`comes with the first ${name}; later ones are told apart`, () => {
      let seconds = 0;
      const { signal, dispose } = interruption(
        () => new ExophotosError("interrupted", { during: "push" }),
        () => seconds++,
      );
      try {
        assert.equal(signal.aborted, false);
        process.emit(name);
        assert.ok(hasCode(signal.reason, "interrupted") && signal.reason.facts.during === "push");
        assert.equal(seconds, 0);
        process.emit("SIGTERM");
        assert.equal(seconds, 1);
      } finally {
        dispose();
      }
      assert.equal(process.listenerCount(name), 0);
    });
  }
});
