import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { temporaryFolder } from "../settings/temporary-folder.ts";
import { runHere } from "./here.ts";
import { assertHoldsNoSecret, watchSecrets } from "./secrets.ts";

test("A secret that a command says, or that is in a file below its folder, is noticed", async (t) => {
  const folder = await temporaryFolder(t);
  t.after(watchSecrets(() => ["hunter2"]));
  await assert.rejects(runHere(["hunter2"]), /holds hunt…/);
  await mkdir(join(folder, "out"));
  await writeFile(join(folder, "given.txt"), "hunter2");
  await assertHoldsNoSecret(folder);
  await writeFile(join(folder, "out", "state.db"), Buffer.from([0, 255, ...Buffer.from("hunter2")]));
  await assert.rejects(assertHoldsNoSecret(folder), /state\.db holds hunt…/);
});
