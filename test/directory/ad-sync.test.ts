import assert from "node:assert/strict";
import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { Attribute, Change } from "ldapts";
import { Directory } from "../../src/directory/directory.ts";
import { readPhotos } from "../../src/directory/read-photos.ts";
import { systemClock } from "../../src/platform/clock.ts";
import { encoded, pixelsOf, portraits } from "../renditions/picture-samples.ts";
import { quickBackOff, startCommand } from "../running/command.ts";
import { runHere } from "../running/here.ts";
import { errorOf } from "../running/said.ts";
import { until } from "../running/until.ts";
import { assertExit, makeWorld, readCsv, readManifest, type World } from "../running/world.ts";
import { makeTracedWorld } from "../trace/traced-world.ts";
import { settles } from "./circle.ts";
import { compared } from "./compared.ts";
import { type Domain, type DomainUser, sha256, sidOf, startDomain } from "./domain.ts";
import { addAndJoin, fileOf, firstOf, makeExport, sync } from "./joined-world.ts";

const joins = [
  "onPremisesSecurityIdentifier",
  "onPremisesImmutableId",
  "onPremisesSamAccountName",
  "userPrincipalName",
  "mail",
] as const;

test("a directory over LDAPS is brought into step with an export, and back", async (t) => {
  const domain = await startDomain(t);
  if (domain === undefined) return;
  await t.test("2,000 people are found by any of five keys, and a second run writes nothing", (t) =>
    findAll(t, domain),
  );
  await t.test("all pictures can be read, with what each person is found by", () => readAll(domain));
  await t.test("only what looks different is written, and the undo file brings every byte back", (t) =>
    onlyWhatDiffers(t, domain),
  );
  await t.test("compare holds an export beside the directory itself, and names whose picture is another one", (t) =>
    compared(t, domain),
  );
  await t.test("with Entra Connect on the way back, pictures go round once and then stay", (t) => settles(t, domain));
  await t.test("an account that may write in one unit only is refused in the others, by name", (t) =>
    delegated(t, domain),
  );
  await t.test("a domain controller that goes away in the middle is waited for", (t) => goesAway(t, domain));
  await t.test("after kill -9 a new run does the rest, and the first undo file restores everybody", (t) =>
    killed(t, domain),
  );
  await t.test("Ctrl-C ends it between two people, and says so", (t) => interrupted(t, domain));
  await t.test("the only files that it touches are the undo file and the result", (t) => touchesFiles(t, domain));
  await t.test("nothing is changed beyond --max-change, nor by a wrong password, authority or base", (t) =>
    refused(t, domain),
  );
});

async function findAll(t: TestContext, domain: Domain): Promise<void> {
  const world = await makeWorld(t, { people: 2_000, photoShare: 0.1, photoBytes: "small" });
  const { directory } = world.tenant;
  const people = [...directory.ids()].map((id, index) => {
    return {
      id,
      account: `all${index}`,
      upn: String(directory.person(id)?.userPrincipalName),
      anchor: guidBytes(index),
    };
  });
  const users = await domain.add(
    "OU=All",
    people.map(({ account, upn, anchor }, index) => ({
      account,
      attributes: {
        userPrincipalName: upn.toUpperCase(),
        mail: `${account}@exophotos.test`,
        ...(index % 2 === 0 ? { "mS-DS-ConsistencyGuid": anchor } : {}),
      },
    })),
  );
  for (const [index, { id, account, anchor }] of people.entries()) {
    const user = users.get(account);
    assert.ok(user !== undefined);
    const keys = {
      onPremisesSecurityIdentifier: sidOf(user.sid),
      onPremisesImmutableId: (index % 2 === 0 ? anchor : user.guid).toString("base64"),
      onPremisesSamAccountName: account.toUpperCase(),
      userPrincipalName: "",
      mail: `${account}@exophotos.test`,
    };
    const join = joins[index % joins.length];
    for (const name of joins) {
      if (name !== "userPrincipalName") directory.setProperty(id, name, name === join ? keys[name] : null);
    }
    // Of the others it is another one than the directory has.
    if (join !== "userPrincipalName") directory.rename(id, `cloud${index}@contoso.example`);
  }
  assertExit(await world.passHere(["--rows", "people"]), 0);
  const flags = [...(await domain.accessTo(`OU=All,${domain.baseDn}`)), ...joins.flatMap((join) => ["--join", join])];

  const dry = await sync(world, [...flags, "--dry-run"]);
  assertExit(dry, 0);
  const withPhoto = (await readManifest(world)).filter(({ file }) => file !== "").length;
  assert.match(dry.stdout, new RegExp(`${withPhoto} to change`));
  assert.ok([...(await domain.users("OU=All")).values()].every(({ thumbnail }) => thumbnail === undefined));

  const first = await sync(world, [...flags, "--rate", "1000"]);
  assertExit(first, 0);
  assert.match(first.stdout, new RegExp(`${withPhoto} added`));
  const found = await domain.users("OU=All");
  const rows = new Map((await readManifest(world)).map((row) => [row.objectId, row]));
  for (const { id, account } of people) {
    const { thumbnail } = found.get(account) ?? {};
    assert.equal(thumbnail === undefined ? "" : sha256(thumbnail), rows.get(id)?.checksum, account);
  }
  const second = await sync(world, [...flags, "--json"]);
  assertExit(second, 0);
  const { results } = JSON.parse(second.stdout) as { readonly results: Readonly<Record<string, number>> };
  assert.deepEqual(counted(results), { same: withPhoto });
}

/** Of those whom the test before gave one. */
async function readAll(domain: Domain): Promise<void> {
  const users = await domain.users("OU=All");
  const access = {
    address: { host: "localhost", port: domain.port, baseDn: `OU=All,${domain.baseDn}` },
    bindUser: domain.administrator.user,
    bindPassword: domain.administrator.password,
    caCertificatePem: await readFile(domain.caFile, "utf8"),
  };
  const { signal } = new AbortController();
  await using directory = await Directory.open(access, { clock: systemClock, signal, reconnectForMs: 0 });
  const found = new Map<string, string>();
  for await (const { keys, bytes } of readPhotos(directory, "thumbnailPhoto")) {
    const account = keys.onPremisesSamAccountName ?? "";
    const user = firstOf(users, account);
    assert.equal(keys.onPremisesSecurityIdentifier, sidOf(user.sid));
    assert.equal(keys.mail, `${account}@exophotos.test`);
    const index = Number(account.slice("all".length));
    const anchor = index % 2 === 0 ? guidBytes(index) : user.guid;
    assert.equal(keys.onPremisesImmutableId, anchor.toString("base64"));
    found.set(account, sha256(bytes));
  }
  const expected = [...users.values()].filter(({ thumbnail }) => thumbnail !== undefined);
  assert.deepEqual(found, new Map(expected.map((user) => [user.account, sha256Of(user)])));
  assert.ok(found.size > 100);
}

async function onlyWhatDiffers(t: TestContext, domain: Domain): Promise<void> {
  const { world, ids, rows } = await makeExport(t, 10);
  const [portrait = Buffer.alloc(0)] = await portraits();
  const sameLook = await encoded(await pixelsOf(await fileOf(world, rows[1])), "image/jpeg");
  const other = await fileOf(world, rows[3]);
  const users = await domain.add("OU=Few", [
    { account: "few0", attributes: { thumbnailPhoto: await fileOf(world, rows[0]) } },
    { account: "few1", attributes: { thumbnailPhoto: sameLook } },
    { account: "few2", attributes: { thumbnailPhoto: other, jpegPhoto: other } },
    { account: "few3" },
    { account: "few4" },
    { account: "few5", attributes: { mail: "twice@exophotos.test" } },
    { account: "few6", attributes: { mail: "twice@exophotos.test" } },
    { account: "few7", attributes: { thumbnailPhoto: portrait.subarray(0, 90_000) } },
    { account: "unknown", attributes: { thumbnailPhoto: other } },
  ]);
  const { directory } = world.tenant;
  const [, , , , large = "", twice = "", nobody = "", lost = "", , elsewhere = ""] = ids;
  for (const [index, id] of ids.entries()) {
    const user = users.get(`few${index}`);
    directory.setProperty(id, "onPremisesSecurityIdentifier", user === undefined ? null : sidOf(user.sid));
    directory.setProperty(id, "mail", null);
  }
  directory.setProperty(twice, "onPremisesSecurityIdentifier", null);
  directory.setProperty(twice, "mail", "twice@exophotos.test");
  directory.setProperty(nobody, "onPremisesSecurityIdentifier", `${sidOf(firstOf(users).sid)}77`);
  directory.setProperty(elsewhere, "onPremisesSecurityIdentifier", "S-1-5-21-1-2-3-1000");
  directory.setPhoto(large, { bytes: await largePicture(), width: 648, height: 648 });
  directory.removePhoto(lost);
  assertExit(await world.passHere(["--rows", "people"]), 0);
  const before = await domain.users("OU=Few");
  const to = join(world.folder, "result.csv");
  const flags = await domain.accessTo(`OU=Few,${domain.baseDn}`);

  const undecided = errorOf(await sync(world, flags), 2);
  assert.match(undecided.what, /attribute.*102400.*--rendition thumbnail=96x96,max-bytes=10240/);
  const pictures = ["--attribute", "thumbnailPhoto=photo", "--attribute", "jpegPhoto=photo"];
  const joined = ["--join", "onPremisesSecurityIdentifier", "--join", "mail"];
  const end = await sync(world, [...flags, ...pictures, ...joined, "--remove", "--to", to, "--log-format", "text"]);
  assertExit(end, 4);
  const results = new Map((await readCsv(to)).map((row) => [`${row.objectId} ${row.attribute}`, row]));
  const resultOf = (id: string, attribute = "thumbnailPhoto") => {
    const row = results.get(`${id} ${attribute}`);
    return row === undefined ? "none" : `${row.result} ${row.problem}`.trim();
  };
  assert.deepEqual(
    ids.map((id) => resultOf(id)),
    ["same", "sameLook", "replaced", "added", "failed tooLarge", "failed ambiguous"].concat([
      "failed notFound",
      "removed",
      "cloudOnly",
      "otherDomain",
    ]),
  );
  assert.equal(resultOf(ids[2] ?? "", "jpegPhoto"), "replaced");
  assert.equal(resultOf(large, "jpegPhoto"), "added");
  assert.match(end.stdout, /tooLarge 1/);

  const after = await domain.users("OU=Few");
  assert.deepEqual(after.get("few1")?.thumbnail, sameLook, "what looks the same stays");
  assert.deepEqual(after.get("few2")?.thumbnail, await fileOf(world, rows[2]));
  assert.equal(after.get("few7")?.thumbnail, undefined);
  assert.deepEqual(after.get("unknown")?.thumbnail, other, "people whom the export does not know keep theirs");
  assert.deepEqual(after.get("few4")?.jpegs.map(sha256), [await largeChecksum(world, large)]);

  const undo = await undoFileOf(world);
  assert.equal((await stat(undo)).mode & 0o777, 0o600);
  // Somebody changes a picture since: it is not ours to take back.
  await using client = await domain.client();
  const theirs = await fileOf(world, rows[0]);
  const modification = new Attribute({ type: "thumbnailPhoto", values: [theirs] });
  await client.modify(`CN=few3,OU=Few,${domain.baseDn}`, new Change({ operation: "replace", modification }));
  const restored = await runHere(["ad", "restore", undo, ...flags]);
  assertExit(restored, 4);
  assert.match(restored.stdout, /holds something else than expected/);
  const back = await domain.users("OU=Few");
  for (const [account, user] of before) {
    if (account === "few3") assert.deepEqual(back.get(account)?.thumbnail, theirs);
    else assert.deepEqual(back.get(account), user, account);
  }
}

async function delegated(t: TestContext, domain: Domain): Promise<void> {
  const { world, ids } = await makeExport(t, 4);
  const account = { user: "writer@exophotos.test", password: "Wr1ter.Passw0rd.Exophotos" };
  await domain.tool(["user", "create", "writer", account.password]);
  const users = await domain.add("OU=Branches", []);
  assert.equal(users.size, 0);
  const inside = await domain.add("OU=Inside,OU=Branches", [{ account: "in0" }, { account: "in1" }]);
  const outside = await domain.add("OU=Outside,OU=Branches", [{ account: "out0" }, { account: "out1" }]);
  for (const [index, user] of [...inside.values(), ...outside.values()].entries()) {
    world.tenant.directory.setProperty(ids[index] ?? "", "onPremisesSecurityIdentifier", sidOf(user.sid));
  }
  assertExit(await world.passHere(), 0);
  // What dsacls does with WP;thumbnailPhoto;user for the unit (MS-ADTS 5.1.3): write one property of users below.
  const { sid } = firstOf(await domain.users("CN=Users"), "writer");
  const sddl = `(OA;CIIO;WP;8d3bca50-1d7e-11d0-a081-00aa006c33ed;bf967aba-0de6-11d0-a285-00aa003049e2;${sidOf(sid)})`;
  const unit = `OU=Inside,OU=Branches,${domain.baseDn}`;
  await domain.tool(["dsacl", "set", "--action=allow", `--objectdn=${unit}`, `--sddl=${sddl}`]);

  const end = await sync(world, [...(await domain.accessTo(`OU=Branches,${domain.baseDn}`, account)), "--json"]);
  assertExit(end, 4);
  const { results, problems } = JSON.parse(end.stdout) as Record<string, Readonly<Record<string, number>>>;
  assert.deepEqual(counted(results ?? {}), { added: 2, failed: 2 });
  assert.deepEqual(problems, { forbidden: 2 });
  const written = await domain.users("OU=Branches");
  for (const [name, { thumbnail }] of written) assert.equal(thumbnail !== undefined, name.startsWith("in"), name);
}

async function goesAway(t: TestContext, domain: Domain): Promise<void> {
  const { world, ids } = await makeExport(t, 30);
  await addAndJoin(world, domain, "OU=Away", ids);
  const flags = await domain.accessTo(`OU=Away,${domain.baseDn}`);
  const words = ["ad", "sync", world.out, ...flags, "--rate", "10"];
  const waiting = startCommand(words, { nodeOptions: quickBackOff.nodeOptions });
  await until("some are written", async () => (await writtenIn(domain, "OU=Away")) >= 3, waiting);
  await domain.stop();
  await domain.start();
  const end = await waiting.ended;
  assertExit(end, 0);
  assert.match(end.stderr, /connection to localhost:\d+ was lost/);
  assert.match(end.stdout, /30 added/);
  assert.equal(await writtenIn(domain, "OU=Away"), 30);

  for (const id of ids) world.tenant.directory.setPhoto(id);
  assertExit(await world.passHere(), 0);
  const back = ["--rate", "5", "--reconnect-for", "1s", "--max-change", "100%", "--rewrite-same-look", "--json"];
  const leaving = startCommand(["ad", "sync", world.out, ...flags, ...back]);
  const rows = await checksumsOf(world);
  const isNew = async () =>
    [...(await domain.users("OU=Away")).values()].filter((user) => rows.has(sha256Of(user))).length;
  await until("some are replaced", async () => (await isNew()) >= 3, leaving);
  await domain.stop();
  const left = await leaving.ended;
  await domain.start();
  assert.equal(errorOf(left, 8).code, "directoryUnreachable");
  const { results } = JSON.parse(left.stdout) as { readonly results: Readonly<Record<string, number>> };
  const { replaced = 0, planned = 0, unconfirmed = 0 } = results;
  assert.equal(replaced + planned + unconfirmed, 30);
  assert.ok(planned > 0);
  const confirmed = await isNew();
  assert.ok(confirmed >= replaced && confirmed <= replaced + unconfirmed, `${confirmed} of ${JSON.stringify(results)}`);
}

async function killed(t: TestContext, domain: Domain): Promise<void> {
  const { world, ids, rows } = await makeExport(t, 60);
  const old = await fileOf(world, rows[0]);
  const before = await addAndJoin(world, domain, "OU=Killed", ids, { thumbnailPhoto: old });
  const flags = await domain.accessTo(`OU=Killed,${domain.baseDn}`);
  const words = ["ad", "sync", world.out, ...flags, "--max-change", "100%", "--rewrite-same-look"];
  const first = startCommand([...words, "--rate", "10"]);
  const isNew = async () =>
    [...(await domain.users("OU=Killed")).values()].filter((user) => sha256Of(user) !== sha256(old)).length;
  await until("some are written", async () => (await isNew()) >= 3, first);
  first.child.kill("SIGKILL");
  assert.equal((await first.ended).signal, "SIGKILL");
  const undo = await undoFileOf(world);
  const reached = await isNew();
  assert.ok(reached < 59, "it was killed on the way");

  const rest = await runHere(words);
  assertExit(rest, 0);
  assert.match(rest.stdout, new RegExp(`\\b${59 - reached} replaced`));
  const restored = await runHere(["ad", "restore", undo, ...flags, "--rate", "1000"]);
  assertExit(restored, 0);
  assert.deepEqual(await domain.users("OU=Killed"), before);
}

async function interrupted(t: TestContext, domain: Domain): Promise<void> {
  const { world, ids } = await makeExport(t, 40);
  await addAndJoin(world, domain, "OU=Stopped", ids);
  const flags = await domain.accessTo(`OU=Stopped,${domain.baseDn}`);
  const running = startCommand(["ad", "sync", world.out, ...flags, "--rate", "4", "--json"]);
  await until("some are written", async () => (await writtenIn(domain, "OU=Stopped")) >= 2, running);
  running.child.kill("SIGINT");
  const end = await running.ended;
  assert.match(errorOf(end, 130).what, /changed in the directory is confirmed/);
  const { results } = JSON.parse(end.stdout) as { readonly results: Readonly<Record<string, number>> };
  const { added = 0, planned = 0 } = results;
  assert.equal(await writtenIn(domain, "OU=Stopped"), added);
  assert.equal(added + planned, 40);
}

async function refused(t: TestContext, domain: Domain): Promise<void> {
  const { world, ids } = await makeExport(t, 6);
  await addAndJoin(world, domain, "OU=Kept", ids);
  const base = `OU=Kept,${domain.baseDn}`;
  const flags = await domain.accessTo(base);
  const stopped = errorOf(await sync(world, [...flags, "--max-change", "5"]), 5);
  assert.match(stopped.what, /6 pictures of 6/);
  assert.match(stopped.todo, /--max-change 6/);
  const password = { user: "Administrator@exophotos.test", password: "not-the-password" };
  const wrong = errorOf(await sync(world, await domain.accessTo(base, password)), 3);
  assert.match(wrong.what, /name or the password is wrong/);
  const untrusted = flags.filter((_, index) => index < 6);
  assert.match(errorOf(await sync(world, untrusted), 8).what, /not trusted; its issuer is «CN=Test authority»/);
  assert.equal(errorOf(await sync(world, await domain.accessTo(`OU=None,${domain.baseDn}`)), 2).code, "settingInvalid");
  const plain = flags.map((flag) => flag.replace("ldaps://", "ldap://"));
  assert.match(errorOf(await sync(world, plain), 2).what, /ldaps/);
  const damaged = join(world.folder, "damaged.ldif");
  await writeFile(damaged, "version: 1\r\n# exophotos undo file 1\r\n\r\n");
  assert.match(errorOf(await runHere(["ad", "restore", damaged, ...flags]), 2).what, /its end is missing/);
  assert.equal(await writtenIn(domain, "OU=Kept"), 0);
  assert.deepEqual(await readdir(join(world.out, ".exophotos/undo")).catch(() => []), [], "no undo file of nothing");
}

async function checksumsOf(world: World): Promise<ReadonlySet<string>> {
  return new Set((await readManifest(world)).map(({ checksum = "" }) => checksum));
}

function sha256Of({ thumbnail }: DomainUser): string {
  return thumbnail === undefined ? "" : sha256(thumbnail);
}

async function writtenIn(domain: Domain, unit: string): Promise<number> {
  return [...(await domain.users(unit)).values()].filter(({ thumbnail }) => thumbnail !== undefined).length;
}

/** The oldest one. */
async function undoFileOf(world: World): Promise<string> {
  const folder = join(world.out, ".exophotos/undo");
  const [name = ""] = (await readdir(folder)).filter((file) => file.endsWith(".ldif")).sort();
  return join(folder, name);
}

/** A portrait with a comment that makes it larger than thumbnailPhoto takes. */
async function largePicture(): Promise<Buffer> {
  const [portrait = Buffer.alloc(0)] = await portraits();
  const comment = Buffer.concat([Buffer.from([0xff, 0xfe, 0xff, 0xff]), Buffer.alloc(0xfffd, 0x20)]);
  return Buffer.concat([portrait.subarray(0, 20), comment, comment, portrait.subarray(20)]);
}

async function largeChecksum(world: World, id: string): Promise<string> {
  const row = (await readManifest(world)).find(({ objectId }) => objectId === id);
  return row?.checksum ?? "";
}

/** Results that there are. */
function counted(results: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(results).filter(([, count]) => count > 0));
}

function guidBytes(index: number): Buffer {
  const bytes = Buffer.alloc(16, 0xa5);
  bytes.writeUInt32LE(index);
  return bytes;
}

async function touchesFiles(t: TestContext, domain: Domain): Promise<void> {
  const world = await makeTracedWorld(t, { people: 2, photoShare: 1, photoBytes: "small" });
  if (world === undefined) return;
  const unit = "OU=Traced";
  await addAndJoin(world, domain, unit, [...world.tenant.directory.ids()]);
  const access = await domain.accessTo(`${unit},${domain.baseDn}`);
  const [undo, result] = [join(world.to, "undo.ldif"), join(world.to, "result.csv")];
  const state = ["", "-shm", "-wal"].map((end) => `OUT/.exophotos/state.db${end}`);
  const files = (...names: string[]) => names.flatMap((name) => [`TO/${name}`, `TO/${name}.ID.tmp`]);
  const sync = await world.places(["ad", "sync", world.out, ...access, "--undo", undo, "--to", result]);
  assert.deepEqual(
    sync.filter((place) => !state.includes(place)),
    files("result.csv", "undo.ldif"),
  );
  const again = join(world.to, "again.ldif");
  assert.deepEqual(await world.places(["ad", "restore", undo, ...access, "--undo", again]), files("again.ldif"));
  assert.deepEqual(await world.left(), []);
}
