import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { errorOf } from "../running/said.ts";
import { assertExit, readCsv } from "../running/world.ts";
import { countsOf, documentOf, makePushWorld, type PushWorld } from "./push-world.ts";

/** A photo and a line of the list for each of these people. */
async function approve(world: PushWorld, ids: readonly string[]): Promise<string> {
  const rows = [["person", "file", "checksum", "approvedBy", "approvedAt"]];
  for (const [index, id] of ids.entries()) {
    const bytes = await world.photo(`${index}.jpg`, index, index % 5 === 0 ? "" : id);
    const checksum = createHash("sha256").update(bytes).digest("hex");
    rows.push([world.upnOf(id), `${index}.jpg`, checksum, "hr@fabrikam.example", "2026-11-20T08:00:00Z"]);
  }
  return await world.list(rows);
}

test("500 approved photos are sent once, each is seen in the tenant, and a second run sends nothing", async (t) => {
  const world = await makePushWorld(t, { people: 520 });
  const { tenant, ids } = world;
  const chosen = ids.slice(0, 500);
  const list = await approve(world, chosen);
  const to = join(world.folder, "photos/results.csv");

  const first = await world.push(["--list", list, "--to", to, "--json"]);
  assertExit(first, 0);
  assert.deepEqual(countsOf(first), { named: 500, sent: 500 });
  assert.equal(tenant.traffic.written, 500);
  assert.equal(tenant.traffic.writes, 500);
  for (const id of chosen) assert.equal(tenant.directory.photoOf(id)?.width, 96);
  assert.equal(tenant.directory.photoOf(ids[510] ?? ""), undefined);
  const results = await readCsv(to);
  assert.equal(results.length, 500);
  assert.deepEqual(
    new Set(results.map(({ result, approvedBy }) => `${result} ${approvedBy}`)),
    new Set(["sent hr@fabrikam.example"]),
  );

  tenant.traffic.reset();
  const second = await world.push(["--list", list, "--json"]);
  assertExit(second, 0);
  assert.deepEqual(countsOf(second), { named: 500, unchanged: 500 });
  assert.equal(tenant.traffic.writes, 0);
  assert.equal(tenant.traffic.valueItems + tenant.traffic.plainValues, 0, "no photo is fetched for it");
});

test("A run that is killed half-way goes on with the rest, and sends nobody's photo twice", async (t) => {
  const world = await makePushWorld(t, { people: 80 });
  const { traffic } = world.tenant;
  const list = await approve(world, world.ids);
  const running = world.startPush(["--list", list]);
  const begins = traffic.callBegins;
  traffic.callBegins = () => {
    begins.call(traffic);
    if (traffic.written >= 40) running.child.kill("SIGKILL");
  };
  assert.equal((await running.ended).signal, "SIGKILL");
  traffic.callBegins = begins;
  const before = traffic.written;
  assert.ok(before >= 40 && before < 80, `${before} were written`);

  const end = await world.push(["--list", list, "--json"]);
  assertExit(end, 0);
  const { sent = 0, unchanged = 0, looksSame = 0 } = countsOf(end);
  assert.equal(sent + unchanged + looksSame, 80);
  assert.ok(unchanged > 0, "what was confirmed is on record");
  assert.equal(traffic.written, 80);
});

test("A wait that Graph asks for is kept by every call", async (t) => {
  const world = await makePushWorld(t, { people: 60 });
  const { tenant } = world;
  const list = await approve(world, world.ids);
  tenant.faults.call("write", { kind: "status", status: 429, retryAfter: 1 }, 2, 20);
  const end = await world.push(["--list", list, "--json"]);
  assertExit(end, 0);
  assert.equal(tenant.traffic.written, 60);
  assert.ok(tenant.traffic.throttled > 0);
  assert.equal(tenant.traffic.earlyRequests, 0);
});

test("Photos that somebody changed in the cloud are sent again, but not to people who have one with --only-missing", async (t) => {
  const world = await makePushWorld(t, { people: 8 });
  const { tenant, ids } = world;
  const list = await approve(world, ids);
  assertExit(await world.push(["--list", list]), 0);
  const [first = "", second = "", third = ""] = ids;
  // Somebody else's portrait, the same one encoded anew, and none.
  const other = tenant.directory.photoOf(ids[3] ?? "");
  const same = tenant.directory.photoOf(second);
  assert.ok(other !== undefined && same !== undefined);
  tenant.directory.setPhoto(first, other);
  tenant.directory.setPhoto(second, same);
  tenant.directory.removePhoto(third);

  const missing = await world.push(["--list", list, "--only-missing", "--json"]);
  assert.deepEqual(countsOf(missing), { named: 8, sent: 1, kept: 7 });
  const next = await world.push(["--list", list, "--json"]);
  assert.deepEqual(countsOf(next), { named: 8, sent: 1, looksSame: 1, unchanged: 6 });
  assert.notEqual(tenant.directory.photoOf(first)?.sha256, other.sha256);
  assert.deepEqual(countsOf(await world.push(["--list", list, "--json"])), { named: 8, unchanged: 8 });
  assert.deepEqual(countsOf(await world.push(["--list", list, "--resend", "--json"])), { named: 8, sent: 8 });
});

test("A dry run and a guard send nothing, and say who would get a photo", async (t) => {
  const world = await makePushWorld(t, { people: 10 });
  const list = await approve(world, world.ids);
  const dry = await world.push(["--list", list, "--dry-run", "--json"]);
  assertExit(dry, 0);
  assert.deepEqual(countsOf(dry), { named: 10, toSend: 10 });
  assert.deepEqual(
    documentOf(dry).due.map(({ objectId }) => objectId),
    world.ids,
  );
  assert.equal(existsSync(world.state), false);
  const stopped = await world.push(["--list", list, "--max-change", "50%"]);
  assertExit(stopped, 5);
  assert.match(stopped.stderr, /10 of 10 people, and 5 may be changed.*--max-change 10/);
  assert.equal(world.tenant.traffic.writes, 0);
  assertExit(await world.push(["--list", list, "--max-change", "10"]), 0);
});

test("A photo that the tenant shows late is waited for", async (t) => {
  const world = await makePushWorld(t, { people: 4 });
  const list = await approve(world, world.ids);
  world.tenant.faults.everyone("value", { kind: "status", status: 404, code: "ImageNotFound" }, 2);
  assertExit(await world.push(["--list", list]), 0);
  world.tenant.faults.clear();
  assert.equal(world.tenant.traffic.writes, 4);

  await world.photo("0.jpg", 3, "another");
  world.tenant.faults.everyone("value", { kind: "status", status: 404, code: "ImageNotFound" });
  const rows = [
    ["person", "file"],
    [world.upnOf(world.ids[0] ?? ""), "0.jpg"],
  ];
  const end = await world.push(["--list", await world.list(rows), "--json"]);
  assertExit(end, 4);
  assert.deepEqual(
    documentOf(end).failures.map(({ reason }) => reason),
    ["unconfirmed"],
  );
  world.tenant.faults.clear();
  const next = await world.push(["--list", join(world.folder, "list.csv"), "--json"]);
  assert.deepEqual(countsOf(next), { named: 1, looksSame: 1 });
});

test("Ctrl-C lets what is in flight end, and the next run goes on", {
  skip: process.platform === "win32",
}, async (t) => {
  const world = await makePushWorld(t, { people: 80 });
  const { traffic } = world.tenant;
  const list = await approve(world, world.ids);
  const to = join(world.folder, "photos/results.csv");
  const running = world.startPush(["--list", list, "--to", to]);
  const begins = traffic.callBegins;
  traffic.callBegins = () => {
    begins.call(traffic);
    if (traffic.written < 30) return;
    // Once: a second one ends it at once.
    traffic.callBegins = begins;
    running.child.kill("SIGINT");
  };
  const interrupted = errorOf(await running.ended, 130);
  assert.match(interrupted.what, /remembered/);
  const confirmed = (await readCsv(to)).filter(({ result }) => result === "sent").length;
  assert.equal(confirmed, traffic.written, "what was in flight has ended");
  const end = await world.push(["--list", list, "--json"]);
  assert.deepEqual(countsOf(end), { named: 80, sent: 80 - confirmed, unchanged: confirmed });
});
