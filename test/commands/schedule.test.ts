import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { runCommand } from "../running/command.ts";
import { runHere } from "../running/here.ts";
import { assertExit, makeWorld, readManifest } from "../running/world.ts";
import { assertFitsSchema, readTask } from "../schedule/read-task.ts";
import { temporaryFolder } from "../settings/temporary-folder.ts";

const id = "8b6e1c2a-5d0f-4f5e-9f6e-0c2b7a1d3e4f";
const tenant = ["--tenant", id, "--client-id", id, "--out", "photos"];
const secretFile = ["--client-secret-file", "secret.txt"];
const gmsa = ["--principal", "CONTOSO\\photos$"];

test("schedule writes a task that fits the schema, and whose command line exports what the settings say", async (t) => {
  const world = await makeWorld(t, { people: 20, photoBytes: "small" });
  const out = join(world.folder, 'My "photos" & more\\');
  const file = join(world.folder, "tasks and more/exophotos.xml");
  const end = await runCommand(
    ["schedule", ...world.access, ...gmsa, "--to", file, "--out", out, "--deadline", "4h", "--rows", "people"],
    { cwd: world.folder },
  );
  assertExit(end, 0);
  assertFitsSchema(t, file);
  const task = readTask(file);
  assert.equal(task.text("UserId"), "CONTOSO\\photos$");
  assert.equal(task.text("ExecutionTimeLimit"), "PT255M");
  assert.match(task.text("StartBoundary"), /^\d{4}-\d\d-\d\dT02:00:00$/);
  assert.ok(task.words.includes(`--out=${out}`), task.words.join("\n"));
  assert.ok(!task.xml.includes(world.tenant.clientSecret));

  assert.match(end.stdout, /daily at 02:00 local time, as CONTOSO\\photos\$/);
  assert.match(end.stdout, /15 minutes after its deadline/);
  assert.match(end.stdout, /\n {2}Register-ScheduledTask -TaskName 'exophotos' -Xml \$xml\n$/);
  assert.doesNotMatch(end.stdout, /schtasks \/Create/);

  const child = spawn(task.text("Command"), task.words, {
    cwd: task.text("WorkingDirectory"),
    env: {},
    stdio: "ignore",
  });
  const [exitCode] = await once(child, "exit");
  assert.equal(exitCode, 0);
  assert.equal((await readManifest({ out })).length, 20);
});

test("schedule says how to register a service account's task, and that a pass without a deadline ends hard", async (t) => {
  const cwd = await temporaryFolder(t);
  const args = ["--principal", "CONTOSO\\svc", "--to", "t.xml", "--every", "15", "--task-name", "Photos of Contoso"];
  const end = await runHere(["schedule", ...tenant, ...secretFile, ...args], { cwd });
  assertExit(end, 0);
  assert.match(end.stdout, /every 15 minutes, as CONTOSO\\svc\n/);
  assert.match(end.stdout, /stops a pass hard after 72 hours; with --deadline it ends by itself/);
  const line = `schtasks /Create /TN "Photos of Contoso" /XML "${join(cwd, "t.xml")}" /RU "CONTOSO\\svc" /RP *`;
  assert.ok(end.stdout.endsWith(`\n  ${line}\n`), end.stdout);
  assert.doesNotMatch(end.stdout, /Register-ScheduledTask/);
  const task = readTask(join(cwd, "t.xml"));
  assert.deepEqual([task.text("Interval"), task.text("ExecutionTimeLimit")], ["PT15M", "PT72H"]);
});

test("schedule takes another program and working directory, relative to where they are named", async (t) => {
  const cwd = await temporaryFolder(t);
  const own = ["--to", "t.xml", "--program", "my bin/exophotos.exe", "--working-directory", "work here"];
  const end = await runHere(["schedule", ...tenant, ...secretFile, ...gmsa, ...own, "--json"], { cwd });
  assertExit(end, 0);
  const document = JSON.parse(end.stdout);
  assert.equal(document.program, join(cwd, "my bin/exophotos.exe"));
  const task = readTask(join(cwd, "t.xml"));
  assert.equal(task.text("Command"), `"${document.program}"`);
  assert.equal(task.text("WorkingDirectory"), join(cwd, "work here"));
  assert.deepEqual(task.words, document.arguments);
  assert.equal(task.words[0], "export");
});

test("schedule --systemd writes a service and a timer into a folder, and no XML", async (t) => {
  const cwd = await temporaryFolder(t);
  const own = ["--systemd", "--to", "units", "--principal", "photos", "--daily", "23:45", "--task-name", "contoso"];
  const end = await runHere(["schedule", ...tenant, ...secretFile, ...own], { cwd });
  assertExit(end, 0);
  assert.deepEqual((await readdir(join(cwd, "units"))).sort(), ["contoso.service", "contoso.timer"]);
  const service = await readFile(join(cwd, "units/contoso.service"), "utf8");
  assert.ok(service.includes(`"export" "--out=${join(cwd, "photos")}"`), service);
  assert.match(service, /\nUser=photos\n/);
  assert.match(await readFile(join(cwd, "units/contoso.timer"), "utf8"), /\nOnCalendar=\*-\*-\* 23:45:00\n/);
  assert.match(end.stdout, /\n {2}systemctl enable --now contoso\.timer\n$/);
});

const refusals: readonly [string, string[], Record<string, string>, RegExp][] = [
  ["S4U", [...secretFile, ...gmsa, "--logon-type", "S4U"], {}, /must be Password: S4U has no network/],
  [
    "an interactive sign-in",
    [...secretFile, ...gmsa, "--logon-type", "InteractiveToken"],
    {},
    /must be Password: InteractiveToken works only while/,
  ],
  ["no account", secretFile, {}, /principal.* is required to run as/],
  ["SYSTEM", [...secretFile, "--principal", "NT AUTHORITY\\SYSTEM"], {}, /is an account of Windows itself/],
  ["two rhythms", [...secretFile, ...gmsa, "--every", "5", "--daily", "03:00"], {}, /contradicts daily \(--daily\)/],
  ["no time of day", [...secretFile, ...gmsa, "--daily", "24:00"], {}, /must be a time of day/],
  ["a rebuild each time", [...secretFile, ...gmsa, "--rebuild-state"], {}, /is for one pass, not for every one/],
  ["a variable in a path", [...secretFile, ...gmsa, "--state-dir", "/%TEMP%/x"], {}, /--state-dir holds %TEMP%/],
  ["a line break", [...secretFile, ...gmsa, "--filter", "a\nb"], {}, /must not hold line breaks/],
  ["two choices", [...secretFile, ...gmsa, "--filter", "a", "--group", id], {}, /contradicts group \(--group\)/],
  ["no credential", gmsa, {}, /way to sign in is required: give --client-secret-file, --certificate/],
  ["a gMSA for systemd", [...secretFile, ...gmsa, "--systemd"], {}, /must be the name of a user of this machine/],
  ["a secret in a variable", gmsa, { AZURE_CLIENT_SECRET: "hidden" }, /must not hold: .*--client-secret-file/],
  [
    "a certificate's password in a variable",
    [...gmsa, "--certificate", "c.pfx"],
    { AZURE_CLIENT_CERTIFICATE_PASSWORD: "hidden" },
    /must not hold: .*--certificate-password-file/,
  ],
  [
    "a proxy's password in a variable",
    [...secretFile, ...gmsa],
    { HTTPS_PROXY: "http://me:hidden@proxy:8080" },
    /must not hold: .*--proxy-credentials-file/,
  ],
];

for (const [what, args, env, expected] of refusals) {
  test(`schedule refuses ${what} with a sentence, and writes nothing`, async (t) => {
    const cwd = await temporaryFolder(t);
    const end = await runHere(["schedule", ...tenant, "--to", "t.xml", ...args], { cwd, env });
    assertExit(end, 2);
    assert.match(end.stderr, expected);
    assert.doesNotMatch(end.stderr, /hidden/);
    assert.equal(end.stdout, "");
    assert.deepEqual(await readdir(cwd), []);
  });
}
