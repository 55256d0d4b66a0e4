import assert from "node:assert/strict";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { assertExit, readManifest } from "../../running/world.ts";
import { exported, idAt } from "./exported.ts";

test("The Generic CSV connector gets photos in base64, True and False, and semicolons between many values", async (t) => {
  const columns = ["--columns", "accountEnabled", "--columns", "businessPhones"];
  const exports = await exported(t, { people: 20, photoBytes: "small" }, ...columns);
  const { world, rows, pass } = exports;
  world.tenant.directory.setProperty(idAt(exports, 0), "accountEnabled", true);
  world.tenant.directory.setProperty(idAt(exports, 1), "accountEnabled", false);
  world.tenant.directory.setProperty(idAt(exports, 0), "businessPhones", ["+49 1", "+49 2"]);
  world.tenant.directory.setProperty(idAt(exports, 1), "businessPhones", []);
  await pass();
  const all = await rows("--format", "csv-connector", "--type", "full");
  const [first, second] = all;
  assert.deepEqual([first?.accountEnabled, first?.businessPhones], ["True", "+49 1;+49 2"]);
  assert.deepEqual([second?.accountEnabled, second?.businessPhones], ["False", ""]);
  for (const { file = "", photo = "" } of all) {
    assert.deepEqual(Buffer.from(photo, "base64"), await readFile(join(world.out, file)));
  }
});

test("The LDIF preset ad sets the photo under the DN of the template; a delta takes lost photos away", async (t) => {
  const exports = await exported(t);
  const { world, file, to, pass } = exports;
  const ad = ["--format", "ldif", "--preset", "ad", "--dn", "CN={objectId},OU=People,DC=contoso,DC=com", "--to", to];
  assertExit(await file(...ad, "--type", "full", "--consumer", "ad"), 0);
  const fullText = await readFile(to, "utf8");
  for (const { objectId, file: name } of await readManifest(world)) {
    const record = fullText.split("\r\n\r\n").find((text) => text.includes(`CN=${objectId},`));
    const value = /thumbnailPhoto:: ([A-Za-z0-9+/=]+)/.exec(record?.replaceAll("\r\n ", "") ?? "")?.[1] ?? "";
    assert.deepEqual(Buffer.from(value, "base64"), await readFile(join(world.out, name ?? "")));
  }
  assertExit(await file("--consumer", "ad", "--ack"), 0);
  world.tenant.directory.removePhoto(idAt(exports, 5));
  await pass();
  assertExit(await file(...ad, "--type", "delta", "--consumer", "ad"), 0);
  const delta = await readFile(to, "utf8");
  assert.match(delta, new RegExp(`dn: CN=${idAt(exports, 5)},OU=People`));
  assert.match(delta, /changetype: modify\r\nreplace: thumbnailPhoto\r\n-\r\n/);
});

test("Without photos LDIF leaves their attribute alone, and a preset that is only the photo is refused", async (t) => {
  const { file, to } = await exported(t, { people: 4, photoBytes: "small" });
  const ldif = ["--format", "ldif", "--type", "full", "--photo", "none", "--to", to];
  assertExit(await file(...ldif), 0);
  assert.doesNotMatch(await readFile(to, "utf8"), /EXOPhoto:/);
  const ad = ["--preset", "ad", "--dn", "CN={objectId},O=x"];
  assert.match((await file(...ldif, ...ad)).stderr, /Setting .*\(--photo\) leaves no attribute/);
  assert.match((await file(...ldif, "--map", "jpegPhoto=photo")).stderr, /Setting .*\(--photo\) contradicts map/);
});

for (const format of ["delimited", "csv-connector", "ldif"]) {
  test(`A template for ${format} is small, has every attribute of the full file, and needs no consumer`, async (t) => {
    const { file, rows, to } = await exported(t, { people: 4, photoBytes: "small" }, "--columns", "department");
    const args = ["--format", format, "--type", "full", "--photo", "photo"];
    if (format === "ldif") {
      assertExit(await file(...args, "--map", "dept=department", "--map", "pic=photo", "--template", "--to", to), 0);
      assert.match(await readFile(to, "utf8"), /dept: department1\r\npic:: R0lGOD/);
    } else {
      const published = Object.keys((await rows(...args))[0] ?? {});
      const template = await rows(...args, "--template");
      assert.deepEqual(Object.keys(template[0] ?? {}), published);
      assert.ok(template.length < 100 && template.length > 0);
      for (const row of template) assert.ok(Object.values(row).every((value) => value !== ""));
    }
    assert.ok((await stat(to)).size < 200 * 1024);
  });
}

test("A template for deltas has the change type, each once at least", async (t) => {
  const { rows } = await exported(t, { people: 4, photoBytes: "small" });
  const template = await rows("--format", "delimited", "--type", "delta", "--template");
  assert.deepEqual(new Set(template.map(({ changeType }) => changeType)), new Set(["Add", "Modify", "Delete"]));
});
