import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { hasTerminals, openTerminal } from "../running/terminal.ts";
import { assertExit, makeWorld } from "../running/world.ts";

const skip = (await hasTerminals()) ? false : "tmux is not installed";
const slowReads = ["--import", join(import.meta.dirname, "slow-reads.ts")];

test("Ctrl-C ends verify, and says that nothing was changed", { skip }, async (t) => {
  const world = await makeWorld(t, { people: 400, photoBytes: "small" });
  assertExit(await world.passHere(), 0);
  const terminal = await openTerminal(t, { columns: 100 });
  await terminal.exophotos(["verify", world.out], slowReads);
  await terminal.until("a line", (text) => /^Checked /m.test(text));
  await terminal.press("C-c");
  const ended = (await terminal.untilEnded()).join("\n");
  assert.match(ended, /^Error: Interrupted\. Nothing was changed\.\nWhat to do: Run it again for the whole result\.$/);
});
