import { spawn } from "node:child_process";
import { once } from "node:events";
import { test } from "node:test";
import { makeWorld } from "../running/world.ts";
import { edit, exchangeOf, fixtureTenant, packFixture, reader } from "./fixture.ts";

/*
 * Keeps the state of a released version for upgrade.test.ts, which asks for one of each schema version:
 *   FIXTURE_PROGRAM=… FIXTURE_OPTIONS="--links UPN" node --test test/upgrade/make-fixture.ts
 * The program is that version's: an executable, or bin/exophotos.js in a checkout of it. The options are those of `export`
 * that fill the new tables.
 */

const { FIXTURE_PROGRAM = "bin/exophotos.js", FIXTURE_OPTIONS = "" } = process.env;

test("keeps what a version leaves after two passes, with a reader that has not taken the second", async (t) => {
  const world = await makeWorld(t, fixtureTenant);
  const { out, access } = world;
  const options = FIXTURE_OPTIONS.split(" ").filter((word) => word !== "");
  const pass = ["export", ...access, "--out", out, ...options, ...exchangeOf(world, options)];
  const changes = ["changes", out, "--since", `@${reader}`];
  await run(pass);
  await run(changes);
  await run([...changes, "--ack"]);
  edit(world);
  await run(pass);
  t.diagnostic(`kept version ${await packFixture(out, options)}`);
});

/** As an old version may want it: the words alone, and the environment of this process. */
async function run(words: readonly string[]): Promise<void> {
  const isSource = FIXTURE_PROGRAM.endsWith(".ts");
  const [program, first] = isSource ? [process.execPath, [FIXTURE_PROGRAM]] : [FIXTURE_PROGRAM, []];
  const [exitCode] = await once(
    spawn(program, [...first, ...words], { stdio: ["ignore", "ignore", "inherit"] }),
    "exit",
  );
  if (exitCode !== 0) throw new Error(`${words[0]} ended with ${exitCode}`);
}
