import assert from "node:assert/strict";
import { chmod, mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { createCertificateAuthority } from "../platform/certificate-authority.ts";
import { runHere } from "../running/here.ts";
import { errorOf } from "../running/said.ts";
import { snapshot } from "../running/snapshot.ts";
import { assertExit, makeWorld } from "../running/world.ts";
import { doctor, without } from "./doctors-report.ts";

const dayMs = 86_400_000;
const unseen = ["credential", "policy"];

test("Where all is well every check says so, before and after a pass, and nothing is changed anywhere", async (t) => {
  const world = await makeWorld(t, { people: 40, photoBytes: "small" });
  const before = await doctor(world);
  assertExit(before.end, 0);
  assert.deepEqual(before.withStatus("skipped"), unseen);
  assert.deepEqual([...before.withStatus("warning"), ...before.withStatus("failure")], []);
  assert.equal(before.check("out").finding, "outUnused");
  assert.ok(!(await readdir(world.folder)).includes("out"), "a missing OUT is not made");

  await mkdir(world.out);
  assert.match((await doctor(world)).check("out").what, /is empty and can be written/);
  assert.deepEqual(await readdir(world.out), []);

  assertExit(await world.passHere(), 0);
  const files = await snapshot(world.out);
  world.tenant.traffic.reset();
  const after = await doctor(world);
  assertExit(after.end, 0);
  assert.match(after.check("state").what, /40 people on record/);
  assert.match(after.check("sign-in").what, /the application Simulated exporter in the tenant/);
  assert.match(after.check("graph").what, /at 127\.0\.0\.1; TLSv1\.3, certificate from Simulated tenant authority/);
  assert.deepEqual(await snapshot(world.out), files);
  for (const { method, path } of world.tenant.traffic.requests) {
    assert.ok(["GET", "HEAD"].includes(method) || path.endsWith("/$batch"), `${method} ${path} only reads`);
  }
});

test("On a terminal each check is a line as it comes, with the settings' origins and what to do", async (t) => {
  const world = await makeWorld(t, { people: 20, photoBytes: "small", permissions: ["User.ReadBasic.All"] });
  const end = await runHere(
    ["doctor", ...without(world, "--client-secret-file"), "--filter", "accountEnabled eq true"],
    {
      env: { AZURE_CLIENT_SECRET: world.tenant.clientSecret, HTTPS_PROXY: "" },
    },
  );
  assertExit(end, 3);
  assert.ok(!end.stdout.includes(world.tenant.clientSecret));
  assert.match(end.stdout, /^ok {7}settings /);
  assert.match(end.stdout, /\n {2,}client-secret = \(a secret\) {3}from environment variable AZURE_CLIENT_SECRET\n/);
  assert.match(end.stdout, /\n {2,}filter = accountEnabled eq true {3}from --filter\n/);
  assert.match(
    end.stdout,
    /\nfailure {2}permissions .*Missing: User\.Read\.All.*\n {2,}What to do: Add User\.Read\.All/,
  );
  assert.match(end.stdout, /\n18 checks: .* 1 failure.*\.\n$/);
  const quiet = await runHere(["doctor", ...world.access, "--out", world.out, "--quiet"]);
  assert.match(quiet.stdout, /^failure {2}permissions [^\n]*\n {2,}What to do[^\n]*\n18 checks/);
});

test("Wrong settings are all named at once, and everything else waits for them", async (t) => {
  const world = await makeWorld(t, { people: 1 });
  const access = without(world, "--tenant", "--out");
  const report = await doctor(world, ["--filter", "a eq b", "--group", world.tenant.clientId], { access });
  assertExit(report.end, 2);
  assert.match(
    report.check("settings").what,
    /"out" \(not set\).*"tenant" \(not set\).*"filter" \(--filter\) contradicts group/,
  );
  assert.equal(report.check("lock").what, "Not looked at, because of settings.");
  assert.equal(world.tenant.traffic.tokenRequests, 0);

  const two = await doctor(world, [], { env: { AZURE_CLIENT_SECRET: "second~secret" } });
  assertExit(two.end, 0);
  assert.match(
    two.check("settings").what,
    /Without effect: "client-secret" .* "?client-secret-file"? \(--client-secret-file\) is stronger/,
  );
  assert.ok(!two.end.stdout.includes("second~secret"));

  await writeFile(join(world.folder, "app.pem"), "nothing");
  const certificate = ["--certificate", join(world.folder, "app.pem")];
  const unusable = await doctor(world, certificate, { access: [...without(world, "--client-secret-file")] });
  assertExit(unusable.end, 2);
  assert.match(unusable.check("settings").what, /"certificate".*neither PEM nor PFX/);
  errorOf(await runHere(["doctor", ...world.access, "--out", world.out, "--tenant", "contoso.com"]), 2);
});

test("A refused sign-in says why and skips what needs a token, but the directory is still looked at", async (t) => {
  const world = await makeWorld(t, { people: 4 });
  await writeFile(join(world.folder, "secret.txt"), "not~the.secret");
  const report = await doctor(world);
  assertExit(report.end, 3);
  assert.deepEqual(report.withStatus("failure"), ["sign-in"]);
  assert.match(report.check("sign-in").what, /does not accept the client secret.*AADSTS7000215/);
  for (const name of ["permissions", "credential", "users", "photo"]) {
    assert.equal(report.check(name).what, "Not looked at, because of sign-in.");
  }
  assert.equal(report.check("lock").status, "ok");
  assert.ok(!report.end.stdout.includes("not~the.secret"));
});

test("Permissions: what is missing is named with the portal's page of the cloud, what is too much is a warning", async (t) => {
  const few = await makeWorld(t, { people: 4, permissions: ["User.Read.All"] });
  const group = few.tenant.directory.groups.create([]);
  for (const [cloud, host] of [
    ["global", "portal.azure.com"],
    ["dod", "portal.azure.us"],
    ["china", "portal.azure.cn"],
  ] as const) {
    const report = await doctor(few, ["--group", group, "--cloud", cloud]);
    assertExit(report.end, 3);
    const { what, todo = "" } = report.check("permissions");
    assert.match(what, /^Missing: GroupMember\.Read\.All \(for the group's members\)\. There: User\.Read\.All\.$/);
    assert.ok(todo.includes(`https://${host}/#view/`) && todo.includes(few.tenant.clientId), todo);
    assert.match(report.check("choice").what, /forbids to list group members/);
  }
  const nothing = await makeWorld(t, { people: 4, permissions: [] });
  const missing = await doctor(nothing, ["--basic-columns"]);
  assertExit(missing.end, 3);
  assert.match(missing.check("permissions").what, /ProfilePhoto\.Read\.All .*User\.ReadBasic\.All .*There: none/);

  const permissions = ["User.ReadWrite.All", "Directory.Read.All"];
  const much = await doctor(await makeWorld(t, { people: 4, permissions }));
  assertExit(much.end, 0);
  assert.match(much.check("permissions").what, /More than a pass needs: User\.ReadWrite\.All, Directory\.Read\.All/);
});

test("A secret or certificate that ends soon is a warning, where its end can be seen; the photo policy likewise", async (t) => {
  const permissions = ["User.Read.All", "Application.Read.All", "PeopleSettings.Read.All"];
  const secretEndsAtMs = Date.now() + 12.5 * dayMs;
  const world = await makeWorld(t, { people: 4, permissions, secretEndsAtMs, photoSource: "onPremises" });
  const report = await doctor(world);
  assertExit(report.end, 0);
  assert.deepEqual(report.withStatus("warning"), ["credential"]);
  assert.match(report.check("credential").what, /^The secret ends on .*, in 12 days\.$/);
  assert.match(report.check("policy").what, /from on-premises only/);

  const certificate = createCertificateAuthority().issue(["app"], new Date(Date.now() + 5.5 * dayMs));
  const path = join(world.folder, "app.pem");
  await writeFile(path, certificate.privateKeyPem + certificate.certificatePem, { mode: 0o600 });
  world.tenant.registerCertificate(certificate.certificatePem);
  const signed = await doctor(world, ["--certificate", path], { access: without(world, "--client-secret-file") });
  assertExit(signed.end, 0);
  assert.match(signed.check("credential").what, /^The certificate ends on .*, in 5 days\.$/);
});

test("A filter that Graph refuses, a choice of nobody, and a list with people who are not there", async (t) => {
  const world = await makeWorld(t, { people: 30, photoBytes: "small" });
  const refused = await doctor(world, ["--filter", "nonsense eq"]);
  assertExit(refused.end, 2);
  assert.deepEqual(refused.withStatus("failure"), ["choice"]);
  assert.match(refused.check("choice").what, /Graph refuses the listing that "filter" \(--filter\) asks for/);

  const config = join(world.folder, "exophotos.json");
  await writeFile(config, JSON.stringify({ export: { filter: "nonsense eq" } }));
  assert.match(
    (await doctor(world, ["--config", config])).check("choice").what,
    /exophotos\.json, key "export\.filter"/,
  );

  const nobody = await doctor(world, ["--filter", "userPrincipalName eq 'nobody@contoso.example'"]);
  assertExit(nobody.end, 0);
  assert.deepEqual(nobody.withStatus("warning"), ["choice"]);

  const [one, two] = [...world.tenant.directory.truth()];
  const list = join(world.folder, "people.csv");
  await writeFile(list, `id\r\n${one?.objectId}\r\n${two?.userPrincipalName}\r\nnobody@contoso.example\r\n`);
  const listed = await doctor(world, ["--users-from", list]);
  assertExit(listed.end, 0);
  assert.equal(listed.check("choice").what, "Of the first 3 people in the list, 2 are in the tenant.");
});

test("Files with secrets that other accounts can read are named with the command that closes them", async (t) => {
  const world = await makeWorld(t, { people: 4 });
  const secret = join(world.folder, "secret.txt");
  await chmod(secret, 0o644);
  assert.equal((await doctor(world)).check("access").status, "ok", "the folder is closed");
  await chmod(world.folder, 0o755);
  const open = await doctor(world);
  assertExit(open.end, 0);
  assert.match(open.check("access").what, new RegExp(`Other accounts of this machine can read ${secret} \\(0644\\)`));
  assert.equal(open.check("access").todo, `chmod o-rwx '${secret}'`);
  await chmod(secret, 0o640);
  await mkdir(world.out);
  await chmod(world.out, 0o777);
  assert.equal((await doctor(world)).check("access").todo, `chmod o-w '${world.out}'`);
  await chmod(world.out, 0o755);
  assert.equal((await doctor(world)).check("access").todo, `chmod o-rwx '${world.out}'`);
  const onPurpose = await doctor(world, ["--file-mode", "0644"]);
  assert.equal(onPurpose.check("access").status, "ok", "everybody is to read it");
});
