import assert from "node:assert/strict";
import { mkdir, open, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { fileSystemOf, isUncPath } from "../../src/doctor/volume-checks.ts";
import { acquireLock } from "../../src/publish/lock.ts";
import { runCommand } from "../running/command.ts";
import { heedingModes, setWritable } from "../running/read-only.ts";
import { snapshot } from "../running/snapshot.ts";
import { assertExit, makeWorld } from "../running/world.ts";
import { doctor, readReport } from "./doctors-report.ts";

test("Somebody's folder, another tenant's export and a file are failures of the settings, and stay as they are", async (t) => {
  const world = await makeWorld(t, { people: 8, photoBytes: "small" });
  await mkdir(world.out);
  await writeFile(join(world.out, "holiday.jpg"), "sand");
  const before = await snapshot(world.out);
  const foreign = await doctor(world);
  assertExit(foreign.end, 2);
  assert.deepEqual(foreign.withStatus("failure"), ["out"]);
  assert.match(foreign.check("out").what, /is not empty and is no export directory of exophotos/);
  assert.equal(foreign.check("lock").what, "Not looked at, because of out.");
  assert.deepEqual(await snapshot(world.out), before);

  await rm(world.out, { recursive: true });
  assertExit(await world.passHere(), 0);
  const other = await makeWorld(t, { people: 4, seed: 2 }, world.out);
  const theirs = await doctor(other);
  assertExit(theirs.end, 2);
  assert.match(theirs.check("out").what, new RegExp(`holds the export of the tenant ${world.tenant.tenantId}`));
});

test("An export that cannot be written, and a parent in which none can be made, end with 9", async (t) => {
  const world = await makeWorld(t, { people: 8, photoBytes: "small" });
  assertExit(await world.passHere(), 0);
  const before = await snapshot(world.out);
  await setWritable(world.out, false);
  try {
    const args = ["doctor", ...world.access, "--out", world.out, "--json"];
    const report = readReport(world, await runCommand(args, { runBy: heedingModes }));
    assertExit(report.end, 9);
    assert.match(report.check("out").what, /access is denied \(EACCES\)/);
  } finally {
    await setWritable(world.out, true);
  }
  assert.deepEqual(await snapshot(world.out), before);

  const parent = join(world.folder, "closed");
  await mkdir(parent, { mode: 0o555 });
  const args = ["doctor", ...world.access, "--out", join(parent, "a", "b"), "--json"];
  const closed = readReport(world, await runCommand(args, { runBy: heedingModes }));
  assertExit(closed.end, 9);
  assert.equal(closed.check("out").what, `Could not write ${parent}: access is denied (EACCES).`);
});

test("A running pass is a warning, and keeps its lock", async (t) => {
  const world = await makeWorld(t, { people: 8, photoBytes: "small" });
  assertExit(await world.passHere(), 0);
  const lock = acquireLock(world.out);
  try {
    const report = await doctor(world);
    assertExit(report.end, 0);
    assert.deepEqual(report.withStatus("warning"), ["lock"]);
    assert.match(report.check("lock").what, /A pass is working on/);
    assertExit(await world.passHere(), 6);
  } finally {
    lock.release();
  }
  assert.equal((await doctor(world)).check("lock").status, "ok");
  assertExit(await world.passHere(), 0);
});

test("A damaged and a missing state end with 9, and what is published is left alone", async (t) => {
  const world = await makeWorld(t, { people: 60, photoBytes: "small" });
  assertExit(await world.passHere(), 0);
  const state = join(world.out, ".exophotos/state.db");
  const { length } = await readFile(state);
  const file = await open(state, "r+");
  await file.write(Buffer.alloc(length - 8192, 0xa5), 0, length - 8192, 8192);
  await file.close();
  const damaged = await doctor(world);
  assertExit(damaged.end, 9);
  assert.deepEqual(damaged.withStatus("failure"), ["state"]);
  assert.match(damaged.check("state").what, /The state database .* cannot be used/);
  assert.match(damaged.check("state").todo ?? "", /--rebuild-state/);

  await rm(state);
  const missing = await doctor(world);
  assertExit(missing.end, 9);
  assert.match(missing.check("state").what, /the file is missing/);
  assertExit(await world.passHere(["--rebuild-state"]), 0);
  assertExit((await doctor(world)).end, 0);
});

test("The file system of a path is that of the longest mount point above it, the last of several", () => {
  const mountinfo = [
    "22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw",
    "40 22 0:40 / /srv/photo\\040share rw shared:9 - cifs //nas/photos rw",
    "41 22 0:41 / /srv/data rw - xfs /dev/sdb1 rw",
    "42 22 0:42 / /srv/data rw - nfs4 nas:/data rw",
  ].join("\n");
  assert.equal(fileSystemOf("/srv/photo share/out", mountinfo), "cifs");
  assert.equal(fileSystemOf("/srv/data", mountinfo), "nfs4");
  assert.equal(fileSystemOf("/srv/database", mountinfo), "ext4");
  assert.equal(fileSystemOf("/home", ""), undefined);
});

test("A Windows path is on a share when it resolves to one", () => {
  for (const path of ["\\\\nas\\photos", "\\\\?\\UNC\\nas\\photos"]) assert.equal(isUncPath(path), true, path);
  for (const path of ["D:\\photos", "\\\\?\\D:\\photos", "\\\\.\\D:\\photos"])
    assert.equal(isUncPath(path), false, path);
});
