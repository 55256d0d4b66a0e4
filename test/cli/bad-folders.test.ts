import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { runCommand } from "../running/command.ts";
import { runHere } from "../running/here.ts";
import { heedingModes, setWritable } from "../running/read-only.ts";
import { errorOf } from "../running/said.ts";
import { snapshot } from "../running/snapshot.ts";
import { assertExit, makeWorld } from "../running/world.ts";
import { exportWithout } from "./signing-in.ts";

test("A folder that is not ours to write in is left as it is, and the sentence names it", async (t) => {
  const world = await makeWorld(t, { people: 12, photoBytes: "small" });
  const { tenant, folder } = world;
  const env = { AZURE_CLIENT_SECRET: tenant.clientSecret };
  const into = (out: string, tenantId = tenant.tenantId) => runHere(exportWithout(world, { out, tenantId }), { env });

  await t.test("a file", async () => {
    const out = join(folder, "file");
    await writeFile(out, "mine");
    const { what } = errorOf(await into(out), 2);
    assert.equal(what, `${out}, named by "out" (--out), is a file and not a folder.`);
  });

  await t.test("somebody's full folder", async () => {
    const out = join(folder, "holiday");
    await mkdir(join(out, "photos"), { recursive: true });
    await writeFile(join(out, "photos/beach.jpg"), "sand");
    const before = await snapshot(out);
    const { what, todo } = errorOf(await into(out), 2);
    assert.equal(what, `${out}, named by "out" (--out), is not empty and is no export directory of exophotos.`);
    assert.match(todo, /empty folder/);
    assert.deepEqual(await snapshot(out), before);
  });

  await t.test("another tenant's export", async () => {
    assertExit(await world.passHere(), 0);
    const before = await snapshot(world.out);
    const other = "20000000-0000-4000-8000-000000000000";
    const { what } = errorOf(await into(world.out, other), 2);
    assert.equal(
      what,
      `${world.out}, named by "out" (--out), holds the export of the tenant ${tenant.tenantId}, not of ${other}.`,
    );
    assert.deepEqual(await snapshot(world.out), before);
    assert.equal(tenant.traffic.tokenRequests, 1);
  });

  await t.test("an export that has become read-only", async () => {
    const before = await snapshot(world.out);
    await setWritable(world.out, false);
    try {
      const { what, todo } = errorOf(await world.pass([], { runBy: heedingModes }), 9);
      assert.match(what, new RegExp(`^Could not \\w+ ${world.out}/\\.exophotos/.*: access is denied \\(EACCES\\)\\.$`));
      assert.match(todo, /the right to write below "out"/);
    } finally {
      await setWritable(world.out, true);
    }
    assert.deepEqual(await snapshot(world.out), before);
  });

  await t.test("a folder in which none can be made", async () => {
    const parent = join(folder, "closed");
    await mkdir(parent, { mode: 0o555 });
    const out = join(parent, "out");
    const { what } = errorOf(await runCommand(exportWithout(world, { out }), { env, runBy: heedingModes }), 9);
    assert.equal(what, `Could not create ${join(out, ".exophotos")}: access is denied (EACCES).`);
  });
});
