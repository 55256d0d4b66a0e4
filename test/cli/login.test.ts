import assert from "node:assert/strict";
import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { test } from "node:test";
import { startCommand } from "../running/command.ts";
import { accessOfPerson, cacheOf, logIn, openToAll, quickPollSeconds } from "../running/delegated.ts";
import { runHere } from "../running/here.ts";
import { errorOf, logLines } from "../running/said.ts";
import { until } from "../running/until.ts";
import { assertExit, makeWorld, type World } from "../running/world.ts";

async function makeQuickWorld(t: Parameters<typeof makeWorld>[0]): Promise<World> {
  const world = await makeWorld(t, { people: 3, photoBytes: "small" });
  world.tenant.delegated.codes.intervalSeconds = quickPollSeconds;
  return world;
}

const isPosix = process.platform !== "win32";

test("A person signs in with the code that standard error shows, and the file is for this account alone", async (t) => {
  const world = await makeQuickWorld(t);
  const { codes, person } = world.tenant.delegated;
  const running = startCommand(["login", ...accessOfPerson(world)]);
  await until("a few polls", () => codes.polls >= 3, running);
  await assert.rejects(stat(cacheOf(world)), { code: "ENOENT" }, "nobody has signed in");
  codes.decide("approve", { pending: 2 });
  const end = await running.ended;
  assertExit(end, 0);

  const [line = { level: "none" }, ...others] = logLines(end);
  assert.deepEqual(others, []);
  assert.match(String(line.userCode), /^[0-9A-F]{8}$/);
  assert.equal(line.verificationUri, `${world.tenant.authorityHost}/devicelogin`);
  assert.match(String(line.msg), /^To sign in, open https:\S+ in a browser and enter the code [0-9A-F]{8}\. .*15 min/);
  const [signedIn, granted, kept, use, ...rest] = end.stdout.split("\n");
  assert.equal(signedIn, `Signed in as ${person.userPrincipalName} in the tenant ${world.tenant.tenantId}.`);
  assert.equal(granted, "Granted: GroupMember.Read.All, ProfilePhoto.Read.All, User.Read.All");
  assert.match(kept ?? "", /whoever can read this file/);
  assert.match(
    use ?? "",
    new RegExp(`exophotos export --tenant \\S+ --client-id \\S+ --token-cache ${cacheOf(world)} `),
  );
  assert.deepEqual(rest, [""]);

  if (isPosix) assert.equal((await stat(cacheOf(world))).mode & 0o777, 0o600);
  assert.match(await readFile(cacheOf(world), "utf8"), /"RefreshToken"/);
  const leftovers = (await readdir(dirname(cacheOf(world)))).filter((name) => name.endsWith(".tmp"));
  assert.deepEqual(leftovers, []);
});

test("--json prints one document, and the code is shown on standard error also under --quiet", async (t) => {
  const world = await makeQuickWorld(t);
  const { tenant } = world;
  tenant.delegated.codes.decide("approve");
  const end = await runHere(["login", ...accessOfPerson(world), "--json", "--quiet", "--log-format", "text"]);
  assertExit(end, 0);
  assert.match(end.stderr, /^To sign in, open .*\n$/);
  assert.deepEqual(JSON.parse(end.stdout), {
    formatVersion: 1,
    user: tenant.delegated.person.userPrincipalName,
    tenant: tenant.tenantId,
    clientId: tenant.clientId,
    granted: ["GroupMember.Read.All", "ProfilePhoto.Read.All", "User.Read.All"],
    missing: [],
    tokenCache: cacheOf(world),
  });
});

test("A person who may not read all that a pass needs is told so at once", async (t) => {
  const world = await makeWorld(t, { people: 3, photoBytes: "small", permissions: ["ProfilePhoto.Read.All"] });
  const end = await logIn(world);
  assertExit(end, 0);
  assert.match(end.stdout, /\nMissing: the delegated permission User\.ReadBasic\.All or User\.Read\.All\n/);
});

test("A sign-in that comes to nothing ends with exit code 3, says why, and leaves no file", async (t) => {
  const world = await makeQuickWorld(t);
  const { delegated, faults } = world.tenant;
  const cases = [
    {
      name: "declined",
      prepare: () => delegated.codes.decide("decline"),
      what: /^The sign-in was declined/,
      todo: /login again/,
    },
    {
      name: "expired",
      prepare: () => {
        delegated.codes.decide("nothing");
        delegated.codes.lifetimeSeconds = 0.05;
      },
      what: /^Nobody signed in with the code before it expired/,
      todo: /new code/,
    },
    {
      name: "no public client",
      prepare: () => {
        delegated.allowsPublicClients = false;
      },
      what: /is not registered for signing people in/,
      todo: /Allow public client flows/,
    },
    {
      name: "conditional access",
      prepare: () => faults.token(53003, "access_denied"),
      what: /conditional access policy .* blocks the sign-in of the person/,
      todo: /device code/,
    },
    {
      name: "no consent",
      prepare: () => faults.token(65001, "invalid_grant"),
      what: /on a person's behalf/,
      todo: /delegated permissions/,
    },
  ];
  for (const { name, prepare, what, todo } of cases) {
    await t.test(name, async () => {
      delegated.codes.decide("approve");
      delegated.codes.lifetimeSeconds = 900;
      delegated.allowsPublicClients = true;
      faults.clear();
      prepare();
      const error = errorOf(await runHere(["login", ...accessOfPerson(world)]), 3);
      assert.equal(error.code, "signInFailed");
      assert.match(error.what, what);
      assert.match(error.todo, todo);
      await assert.rejects(stat(cacheOf(world)), { code: "ENOENT" });
    });
  }
});

test("Ctrl-C ends the wait for the person at once, with exit code 130", { skip: !isPosix }, async (t) => {
  const world = await makeQuickWorld(t);
  const { codes } = world.tenant.delegated;
  // A poll that is never due: the wait for it is what is interrupted.
  codes.intervalSeconds = 600;
  const running = startCommand(["login", ...accessOfPerson(world)]);
  await until("a code", () => codes.issued === 1, running);
  running.child.kill("SIGINT");
  const error = errorOf(await running.ended, 130);
  assert.match(error.what, /Nobody is signed in/);
  assert.equal(codes.polls, 0);
  await assert.rejects(stat(cacheOf(world)), { code: "ENOENT" });
});

test("A sign-in replaces an older one of the same application, and nothing else", async (t) => {
  const world = await makeQuickWorld(t);
  const { codes } = world.tenant.delegated;
  assertExit(await logIn(world), 0);
  const first = await readFile(cacheOf(world), "utf8");
  await openToAll(cacheOf(world));
  assertExit(await logIn(world), 0);
  assert.notEqual(await readFile(cacheOf(world), "utf8"), first);
  if (isPosix) assert.equal((await stat(cacheOf(world))).mode & 0o777, 0o600);

  const { issued } = codes;
  for (const [text, problem] of [
    ["objectId,file\r\n", /holds no sign-in of exophotos login/],
    [
      first.replaceAll(world.tenant.tenantId, "00000000-0000-4000-8000-000000000001"),
      /holds a sign-in to the tenant 0000/,
    ],
    [first.replaceAll(world.tenant.clientId, "00000000-0000-4000-8000-000000000002"), /for the application 0000/],
  ] as const) {
    await writeFile(cacheOf(world), text);
    const error = errorOf(await runHere(["login", ...accessOfPerson(world)]), 2);
    assert.match(error.what, problem);
    assert.equal(await readFile(cacheOf(world), "utf8"), text);
  }
  assert.equal(codes.issued, issued, "nobody is asked to sign in for nothing");
});

test("A file that cannot be written is found before anybody is asked to sign in", async (t) => {
  const world = await makeQuickWorld(t);
  const inFile = `${world.folder}/ca.pem/sign-in.json`;
  const args = accessOfPerson(world).map((word) => (word === cacheOf(world) ? inFile : word));
  assert.match(errorOf(await runHere(["login", ...args]), 2).what, /cannot be read \(ENOTDIR\)/);
  assert.equal(world.tenant.delegated.codes.issued, 0);
});
