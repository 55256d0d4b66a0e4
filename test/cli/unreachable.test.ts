import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { quickBackOff, runCommand } from "../running/command.ts";
import { errorOf } from "../running/said.ts";
import { assertExit, makeWorld } from "../running/world.ts";
import { exportWithout } from "./signing-in.ts";

test("A service that cannot be reached or trusted ends a pass with exit code 8 and changes nothing", async (t) => {
  const world = await makeWorld(t, { people: 8, photoBytes: "small" });
  const { tenant, folder, out } = world;
  const env = { AZURE_CLIENT_SECRET: tenant.clientSecret };
  const run = (args: readonly string[]) => runCommand(args, { env, nodeOptions: quickBackOff.nodeOptions });
  assertExit(await run(exportWithout(world)), 0);
  const before = await readFile(join(out, "manifest.csv"));

  await t.test("nobody listens where the authority should be", async () => {
    // Port 1 of loopback is nobody's.
    const error = errorOf(await run(exportWithout(world, { authorityHost: "https://localhost:1" })), 8);
    assert.match(error.what, /^localhost:1 gave no usable answer \(sign in\)/);
    assert.match(error.why ?? "", /After 5 tries .*no connection could be made \(ECONNREFUSED\)/);
    assert.match(error.todo, /"proxy"/);
    assert.deepEqual(await readFile(join(out, "manifest.csv")), before);
    const { result, exitCode } = await world.lastRun();
    assert.deepEqual([result, exitCode], ["failed", 8]);
  });

  await t.test("a certificate that nothing vouches for is refused at once, and named as the reason", async () => {
    const args = exportWithout(world, { out: join(folder, "other") }).filter(
      (word, index, all) => word !== "--ca-certificate" && all[index - 1] !== "--ca-certificate",
    );
    tenant.traffic.reset();
    const error = errorOf(await run(args), 8);
    assert.match(error.why ?? "", /After 1 try .*certificate/);
    assert.match(error.todo, /"ca-certificate"/);
    assert.equal(tenant.traffic.tokenRequests, 0);
    assert.ok(!existsSync(join(folder, "other/manifest.csv")));
    const careless = { ...env, NODE_TLS_REJECT_UNAUTHORIZED: "0", NODE_NO_WARNINGS: "1" };
    const still = errorOf(await runCommand(args, { env: careless, nodeOptions: quickBackOff.nodeOptions }), 8);
    assert.match(still.why ?? "", /After 1 try .*certificate/, "no variable of Node's turns the check off");
  });

  await t.test("Graph is down for good", async () => {
    tenant.faults.call("users", { kind: "status", status: 503 }, Number.POSITIVE_INFINITY);
    const error = errorOf(await run(exportWithout(world)), 8);
    assert.match(error.what, /list users/);
    assert.match(error.why ?? "", /After 6 tries.*503/);
    assert.deepEqual(await readFile(join(out, "manifest.csv")), before);
  });
});
