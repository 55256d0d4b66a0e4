import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { assertExit, makeWorld, readManifest } from "../running/world.ts";
import { assertInStep, readByName, sha256 } from "./by-name.ts";

test("A reader who opens the files all the time finds each of them whole, and under a name only that person's pictures", async (t) => {
  const world = await makeWorld(t, { people: 40, photoBytes: "small", photoShare: 1 });
  const args = ["--links", "employeeId"];
  assertExit(await world.passHere(args), 0);
  const { directory } = world.tenant;
  const pictures = new Map<string, Set<string>>();
  const learn = async () => {
    for (const { objectId, photoSha256 = "" } of directory.truth()) {
      const name = `${directory.person(objectId)?.employeeId}.jpg`;
      pictures.set(name, (pictures.get(name) ?? new Set()).add(photoSha256));
    }
  };
  await learn();
  const folder = join(world.out, "by-employeeId");
  const names = [...(await readByName(world, "by-employeeId")).keys()];
  let isOver = false;
  let reads = 0;
  const reading = (async () => {
    while (!isOver) {
      for (const name of names) {
        const bytes = await readFile(join(folder, name));
        assert.ok(pictures.get(name)?.has(sha256(bytes)), `${name} is another picture`);
        reads += 1;
      }
      await setImmediate();
    }
  })();
  // A failure shows at once, and not as an unhandled rejection.
  const watched = reading.catch((error: unknown) => error);
  for (let pass = 0; pass < 3; pass += 1) {
    for (const { objectId = "" } of await readManifest(world)) directory.setPhoto(objectId);
    await learn();
    assertExit(await world.pass(args), 0);
  }
  isOver = true;
  assert.equal(await watched, undefined);
  assert.ok(reads > names.length, `${reads} reads`);
  await assertInStep(world, "employeeId");
});
