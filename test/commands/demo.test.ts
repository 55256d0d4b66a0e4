import assert from "node:assert/strict";
import { stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { runCommand, startCommand } from "../running/command.ts";
import { runHere } from "../running/here.ts";
import { assertExit, readManifest } from "../running/world.ts";
import { temporaryFolder } from "../settings/temporary-folder.ts";

test("demo exports a simulated tenant beside where it is run, and says where everything is", async (t) => {
  const cwd = await temporaryFolder(t);
  const end = await runCommand(["demo", "--people", "40"], { cwd });
  assertExit(end, 0);
  const out = join(cwd, "exophotos-demo");
  const rows = await readManifest({ out });
  assert.equal(rows.length, 20);
  assert.ok(end.stdout.startsWith(`Photos    ${join(out, "photos")}\nManifest  ${join(out, "manifest.csv")}\n`));
  for (const row of rows.slice(0, 5)) {
    for (const text of [row.userPrincipalName, row.objectId, row.file, `${row.width}x${row.height}`, row.checksum]) {
      assert.ok(end.stdout.includes(text ?? ""), text);
    }
  }
  assert.ok(!end.stdout.includes(rows[5]?.objectId ?? ""));
  const json = await runHere(["demo", "--people", "40", "--json", "--out", out], { cwd });
  assertExit(json, 0);
  assert.deepEqual([JSON.parse(json.stdout).pass, JSON.parse(json.stdout).photos.downloaded], [2, 0]);
});

test("demo --serve leaves the tenant running until Ctrl-C, with settings that export can use", async (t) => {
  const cwd = await temporaryFolder(t);
  const { child, ended } = startCommand(["demo", "--people", "40", "--serve", "--port", "0"], { cwd });
  t.after(() => child.kill("SIGKILL"));
  const config = await new Promise<string>((resolve) => {
    let said = "";
    child.stdout?.on("data", (chunk) => {
      said += chunk;
      const found = /exophotos export --config (.*)\n/.exec(said)?.[1];
      if (found !== undefined) resolve(found);
    });
  });
  const end = await runCommand(["export", "--config", config, "--json"], { cwd });
  assertExit(end, 0);
  const { pass, photos } = JSON.parse(end.stdout);
  assert.deepEqual([pass, photos.downloaded, photos.unchanged], [2, 0, 20]);
  assert.equal((await stat(join(dirname(config), "client-secret.txt"))).mode & 0o777, 0o600);
  child.kill("SIGINT");
  assertExit(await ended, 0);
});
