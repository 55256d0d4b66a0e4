import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { access, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { runHere } from "../../running/here.ts";
import { assertExit, makeWorld, readManifest, type World } from "../../running/world.ts";
import { type DomainController, startDomainController } from "../samba.ts";
import { hasLdifReader, readLdif } from "./perl-reader.ts";

const photoAttributes = ["thumbnailPhoto", "jpegPhoto"];
const maps = ["--map", "thumbnailPhoto=thumbnail", "--map", "jpegPhoto=photo"];

test("after each file for it a directory has the thumbnails and photos of the manifest, and no others", async (t) => {
  if (!hasLdifReader(t)) return;
  const controller = await startDomainController(t);
  if (controller === undefined) return;
  const world = await makeWorld(t, { people: 40, photoBytes: "small" });
  const { directory } = world.tenant;
  const people = [...directory.ids()].map((id, index) => ({ id, account: `user${index}`, name: nameOf(index) }));
  await addUsers(controller, people);
  const inDirectory = await readUsers(controller, world);
  for (const { id, account, name } of people) {
    directory.setProperty(id, "displayName", name);
    directory.setProperty(id, "onPremisesSamAccountName", account);
    directory.setProperty(id, "onPremisesSecurityIdentifier", inDirectory.get(account)?.sid ?? null);
  }
  const pass = ["--rows", "people", "--columns", "displayName", "--rendition", "thumbnail=96x96,max-bytes=10240"];

  assertExit(await world.passHere(pass), 0);
  assert.equal(await load(controller, world, "full", `CN={displayName},OU=Staff,${controller.baseDn}`), people.length);
  const before = await assertPhotosAreManifests(controller, world);
  assert.ok(before > 10 && before < people.length, "some have a photo and some have none");

  const rows = await readManifest(world);
  const [changed = "", removed = ""] = rows.filter(({ file }) => file !== "").map(({ objectId }) => objectId);
  const given = rows.find(({ file }) => file === "")?.objectId ?? "";
  directory.setPhoto(changed);
  directory.setPhoto(given);
  directory.removePhoto(removed);
  assertExit(await world.passHere(pass), 0);
  const records = await load(controller, world, "delta", "<SID={onPremisesSecurityIdentifier}>");
  assert.equal(records, 3, "only those whose photo changed are in the delta");
  assert.equal(await assertPhotosAreManifests(controller, world), before);
});

test("people whom the directory has no name for are named, and nothing is written", async (t) => {
  const world = await makeWorld(t, { people: 3, photoShare: 1, photoBytes: "small" });
  const [named = "", nameless = "", other = ""] = world.tenant.directory.ids();
  world.tenant.directory.setProperty(named, "onPremisesSamAccountName", "user0");
  for (const id of [nameless, other]) world.tenant.directory.setProperty(id, "onPremisesSamAccountName", null);
  assertExit(await world.passHere(), 0);
  const to = join(world.folder, "directory.ldif");
  const end = await runHere([
    "mim",
    "file",
    "--out",
    world.out,
    ...ldifFor("CN={onPremisesSamAccountName},DC=test", "full", to),
  ]);
  assertExit(end, 4);
  assert.match(end.stderr, new RegExp(nameless));
  assert.match(end.stderr, new RegExp(other));
  assert.doesNotMatch(end.stderr, new RegExp(named));
  await assert.rejects(access(to), { code: "ENOENT" });
});

/** Names with what a DN must escape, and with what it must not. */
function nameOf(index: number): string {
  return [`Zoë #${index}, Sales+Service`, `Doe; "Jo" <${index}>`, `#${index} a\\b = c`][index % 3] ?? "";
}

interface User {
  readonly account: string;
  readonly name: string;
}

async function addUsers(controller: DomainController, users: readonly User[]): Promise<void> {
  const unit = `dn: OU=Staff,${controller.baseDn}\nchangetype: add\nobjectClass: organizationalUnit\n`;
  const records = users.map(({ account, name }) => {
    const dn = `CN=${name.replace(/["+,;<>=\\]|^#/g, "\\$&")},OU=Staff,${controller.baseDn}`;
    return `dn: ${dn}\nchangetype: add\nobjectClass: user\nsAMAccountName: ${account}\n`;
  });
  await modify(controller, [unit, ...records].join("\n"));
}

/** Writes the file with the command and loads it as an administrator would; returns the number of its records. */
async function load(controller: DomainController, world: World, type: "full" | "delta", dn: string): Promise<number> {
  const to = join(world.folder, `${type}.ldif`);
  const mim = ["mim", "file", "--out", world.out, "--consumer", "directory"];
  assertExit(await runHere([...mim, ...ldifFor(dn, type, to), ...maps]), 0);
  await modify(controller, undefined, ["-f", to]);
  assertExit(await runHere([...mim, "--ack"]), 0);
  return (await readFile(to, "utf8")).match(/^dn:/gm)?.length ?? 0;
}

function ldifFor(dn: string, type: string, to: string): readonly string[] {
  return ["--format", "ldif", "--preset", "ad", "--type", type, "--to", to, "--dn", dn];
}

async function modify(controller: DomainController, input?: string, args: readonly string[] = []): Promise<void> {
  const end = await controller.run("ldapmodify", args, input);
  assert.equal(end.exitCode, 0, end.stderr);
}

/** Holds what the directory gives back against manifest.csv; returns how many have a photo. */
async function assertPhotosAreManifests(controller: DomainController, world: World): Promise<number> {
  const rows = await readManifest(world);
  const expected = rows.map(({ onPremisesSamAccountName = "", checksum = "", thumbnailChecksum = "" }) => {
    return [onPremisesSamAccountName, checksum === "" ? [] : [thumbnailChecksum, checksum]] as const;
  });
  const users = [...(await readUsers(controller, world))];
  assert.deepEqual(new Map(users.map(([account, { photos }]) => [account, photos])), new Map(expected));
  return rows.filter(({ checksum }) => checksum !== "").length;
}

/** Every user's SID and the checksums of their photos, by account. */
async function readUsers(controller: DomainController, world: World) {
  const search = ["-LLL", "-o", "ldif-wrap=no", "-b", `OU=Staff,${controller.baseDn}`, "(objectClass=user)"];
  const { exitCode, stdout, stderr } = await controller.run("ldapsearch", [
    ...search,
    ...["sAMAccountName", "objectSid", ...photoAttributes],
  ]);
  assert.equal(exitCode, 0, stderr);
  const path = join(world.folder, "found.ldif");
  await writeFile(path, stdout);
  const users = readLdif(path).map(({ attributes }) => {
    const photos = photoAttributes.flatMap((name) => attributes[name] ?? []);
    const checksums = photos.map((photo) => createHash("sha256").update(photo).digest("hex"));
    const account = attributes.sAMAccountName?.[0]?.toString("utf8") ?? "";
    return [account, { sid: sidOf(attributes.objectSid?.[0] ?? Buffer.alloc(0)), photos: checksums }] as const;
  });
  return new Map(users);
}

/** A binary SID (MS-DTYP 2.4.2.2) as text. */
function sidOf(sid: Buffer): string {
  const parts = Array.from({ length: sid.readUInt8(1) }, (_, index) => sid.readUInt32LE(8 + 4 * index));
  return ["S", sid.readUInt8(0), sid.readUIntBE(2, 6), ...parts].join("-");
}
