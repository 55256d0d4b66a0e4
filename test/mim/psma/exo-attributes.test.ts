import assert from "node:assert/strict";
import { test } from "node:test";
import { assertExit, type CsvRow, makeWorld, readManifest } from "../../running/world.ts";
import { mimHost, psmaVersions } from "../mim-host.ts";
import { assertGood, byId, type HostObject, makeScripts, objectOf } from "./import-run.ts";

const others = new Set(["EXOPhotoBytes", "EXOPhotoWidth", "EXOPhotoHeight", "EXOPhotoModified"]);

/** An object as the scripts of 2017 had it: the photo, and its checksum in capitals. */
function asIn2017(row: CsvRow): HostObject {
  const object = objectOf({ ...row, checksum: row.checksum?.toUpperCase() ?? "" });
  return Object.fromEntries(Object.entries(object).filter(([name]) => !others.has(name)));
}

/** The host names a photo by its SHA-256, which a manifest of MD5s does not have. */
function withoutSha256({ EXOPhoto, ...object }: HostObject): HostObject {
  return EXOPhoto === undefined ? object : { ...object, EXOPhoto: { ...EXOPhoto, sha256: "" } };
}

test("With --attributes exo the class has the two attributes of the 2017 scripts, and what to join by", async (t) => {
  const host = await mimHost(t);
  if (host === undefined) return;
  const { folder } = await makeScripts(t, { attributes: "exo" });
  for (const version of psmaVersions) {
    const [type] = await host({ mode: "schema", folder, version });
    const { objectClass, attributes } = type as {
      readonly objectClass: string;
      readonly attributes: readonly { readonly name: string; readonly type: string }[];
    };
    assert.equal(objectClass, "EXOUser");
    const names = attributes.map(({ name, type: kind }) => `${name} ${kind}`);
    assert.deepEqual(names.slice(0, 4), [
      "Anchor-objectId String",
      "EXOPhoto Binary",
      "EXOPhotoChecksum String",
      "userPrincipalName String",
    ]);
    assert.ok(!names.some((name) => /^EXOPhoto(Bytes|Width|Height|Modified)/.test(name)));
  }
});

test("With --attributes exo the checksum is in capitals, as Get-Hash wrote it, and nobody without a photo has one", async (t) => {
  const host = await mimHost(t);
  if (host === undefined) return;
  const world = await makeWorld(t, { people: 20, photoBytes: "small", photoShare: 0.7 });
  assertExit(await world.passHere(["--rows", "people", "--checksum", "md5"]), 0);
  const rows = await readManifest(world);
  const scripts = await makeScripts(t, { out: world.out, attributes: "exo" });
  for (const version of psmaVersions) {
    const run = await scripts.run(host, { version, pageSize: 7 });
    assertGood(run, 7, rows.length);
    const objects = byId(run.objects.map(withoutSha256));
    assert.deepEqual(objects, new Map(rows.map((row) => [row.objectId, withoutSha256(asIn2017(row))])));
    const checksums = [...objects.values()].flatMap(({ EXOPhotoChecksum }) => EXOPhotoChecksum?.value ?? []);
    assert.ok(checksums.length > 0 && checksums.length < rows.length);
    for (const checksum of checksums) assert.match(checksum, /^[0-9A-F]{32}$/);
  }
});
