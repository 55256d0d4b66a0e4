import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import fc from "fast-check";
import type { MimEntry } from "../../../src/mim/entry.ts";
import { type LdifProblem, writeLdif } from "../../../src/mim/ldif.ts";
import { type LdifOptions, readLdifOptions } from "../../../src/mim/ldif-options.ts";
import type { LdifWishes } from "../../../src/model/ldif.ts";
import type { ManifestRow } from "../../../src/model/manifest-row.ts";
import { bareRow, collect, sampleId, sampleProperties, sampleRow } from "../../manifest/sample-rows.ts";
import { hasLdifReader, type ReadRecord, readLdif } from "./perl-reader.ts";

const plain: LdifWishes = { preset: "mim", dn: undefined, objectClass: "EXOUser", map: [] };

function options(wishes: Partial<LdifWishes> = {}): LdifOptions {
  const added = { renditions: ["thumbnail"], extraColumns: ["department"] };
  return readLdifOptions({ ...plain, ...wishes }, added, "photo");
}

function entry(change: MimEntry["change"], row: ManifestRow, photo?: Uint8Array, thumbnail?: Uint8Array): MimEntry {
  const pictures = new Map<string, Uint8Array>();
  if (photo !== undefined) pictures.set("photo", photo);
  if (thumbnail !== undefined) pictures.set("thumbnail", thumbnail);
  return { change, objectId: row.objectId, row, pictures };
}

function deleted(n: number): MimEntry {
  return { change: "Delete", objectId: sampleId(n), row: undefined, pictures: new Map() };
}

async function written(entries: readonly MimEntry[], chosen: LdifOptions): Promise<string> {
  const problems: LdifProblem[] = [];
  const text = (await collect(writeLdif(entries, chosen, (problem) => problems.push(problem)))).join("");
  assert.deepEqual(problems, []);
  return text;
}

async function readBack(t: TestContext, text: string): Promise<readonly ReadRecord[]> {
  const folder = await mkdtemp(join(tmpdir(), "exophotos-ldif-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, "test.ldif");
  await writeFile(path, text);
  return readLdif(path);
}

const few = [
  { attribute: "EXOPhoto", column: "photo" },
  { attribute: "userPrincipalName", column: "userPrincipalName" },
  { attribute: "employeeId", column: "employeeId" },
];
const photo = Buffer.from("JPEG");
const nameless = sampleRow(2, "JPEG", { employeeId: "", userPrincipalName: "zoë@contoso.example" });

test("a full file for MIM has everybody without a changetype, and no line for an empty column", async () => {
  const text = await written([entry("full", sampleRow(1, "JPEG"), photo), entry("full", nameless, photo)], {
    ...options({ map: few }),
  });
  assert.equal(
    text,
    [
      "dn: CN=00000001-aaaa-4bbb-8ccc-000000000001,O=exophotos",
      "objectClass: EXOUser",
      "EXOPhoto:: SlBFRw==",
      "userPrincipalName: person1@contoso.example",
      "employeeId: 1",
      "",
      "dn: CN=00000002-aaaa-4bbb-8ccc-000000000002,O=exophotos",
      "objectClass: EXOUser",
      "EXOPhoto:: SlBFRw==",
      "userPrincipalName:: em/Dq0Bjb250b3NvLmV4YW1wbGU=",
      "",
      "",
    ].join("\r\n"),
  );
});

test("a delta for MIM adds, replaces each attribute once, takes away what is empty, and deletes", async () => {
  const entries = [entry("Add", sampleRow(1, "JPEG"), photo), entry("Modify", bareRow(2)), deleted(3)];
  assert.equal(
    await written(entries, options({ map: few })),
    [
      "dn: CN=00000001-aaaa-4bbb-8ccc-000000000001,O=exophotos",
      "changetype: add",
      "objectClass: EXOUser",
      "EXOPhoto:: SlBFRw==",
      "userPrincipalName: person1@contoso.example",
      "employeeId: 1",
      "",
      "dn: CN=00000002-aaaa-4bbb-8ccc-000000000002,O=exophotos",
      "changetype: modify",
      "replace: EXOPhoto",
      "-",
      "replace: userPrincipalName",
      "userPrincipalName: person2@contoso.example",
      "-",
      "replace: employeeId",
      "employeeId: 2",
      "-",
      "",
      "dn: CN=00000003-aaaa-4bbb-8ccc-000000000003,O=exophotos",
      "changetype: delete",
      "",
      "",
    ].join("\r\n"),
  );
});

test("a file for a directory sets photos, and takes away those that are gone", async () => {
  const ad = options({ preset: "ad", dn: "CN={onPremisesSamAccountName},DC=contoso" });
  const entries = [entry("full", sampleRow(1, "JPEG"), photo), entry("Modify", bareRow(2))];
  assert.equal(
    await written(entries, ad),
    [
      "version: 1",
      "",
      "dn: CN=person1,DC=contoso",
      "changetype: modify",
      "replace: thumbnailPhoto",
      "thumbnailPhoto:: SlBFRw==",
      "-",
      "",
      "dn: CN=person2,DC=contoso",
      "changetype: modify",
      "replace: thumbnailPhoto",
      "-",
      "",
      "",
    ].join("\r\n"),
  );
});

test("a photo whose bytes were not read is not taken for a missing one", async () => {
  const ad = options({ preset: "ad", dn: "CN={objectId}", map: few });
  assert.doesNotMatch(await written([entry("Modify", sampleRow(1, "JPEG"))], ad), /EXOPhoto/);
});

test("people without a name in the directory are told, and so is a photo that Active Directory refuses", async () => {
  const ad = options({ preset: "ad", dn: "CN={employeeId},OU={department},DC=contoso" });
  const withDepartment = { ...sampleRow(1, "JPEG"), extra: { department: "R&D" } };
  const entries = [
    entry("full", withDepartment, Buffer.alloc(102_401, 1)),
    entry("full", { ...nameless, extra: { department: "" } }, photo),
    deleted(3),
    entry("full", { ...sampleRow(4, "JPEG"), extra: { department: "R&D" } }, Buffer.alloc(102_400, 1)),
  ];
  const problems: LdifProblem[] = [];
  const text = (await collect(writeLdif(entries, ad, (problem) => problems.push(problem)))).join("");
  assert.deepEqual(problems, [
    {
      kind: "photoTooLarge",
      entry: entries[0],
      attribute: "thumbnailPhoto",
      picture: "photo",
      bytes: 102_401,
      limit: 102_400,
    },
    { kind: "noDn", entry: entries[1], columns: ["employeeId", "department"] },
    { kind: "noDn", entry: entries[2], columns: ["employeeId", "department"] },
  ]);
  assert.deepEqual(text.match(/^dn: .*$/gm), ["dn: CN=4,OU=R&D,DC=contoso"]);
});

test("a DN that is none, or a column that the manifest has not, is refused", () => {
  const refused: readonly (readonly [Partial<LdifWishes>, RegExp])[] = [
    [{ preset: "ad" }, /dn.*is missing/],
    [{ dn: "CN=everyone" }, /names no column/],
    [{ dn: "CN={mail" }, /brace/],
    [{ dn: "{mail}" }, /distinguished name/],
    [{ dn: "CN={mail},OU" }, /distinguished name/],
    [{ dn: "CN={mail},OU=a;b" }, /distinguished name/],
    [{ dn: "<SID={onPremisesSecurityIdentifier}>" }, /only Active Directory/],
    [{ dn: "CN={givenName}" }, /givenName/],
    [{ map: [{ attribute: "x", column: "portal" }] }, /portal/],
    [{ dn: "CN={thumbnail}" }, /thumbnail/],
    [{ map: [{ attribute: "objectClass", column: "mail" }] }, /objectClass/],
  ];
  for (const [wishes, message] of refused) assert.throws(() => options(wishes), message);
  for (const dn of [
    "CN={mail}, OU=R\\, D,dc=contoso,DC=com",
    "2.5.4.3={mail}+UID={objectId},O=ä",
    "CN={mail} ({employeeId})",
  ]) {
    assert.equal(options({ dn }).dn.text, dn);
  }
});

test("people of Active Directory can be named by their SID, wherever they stand", async () => {
  const row = sampleRow(1, "JPEG", { onPremisesSecurityIdentifier: "S-1-5-21-1-2-3-1104" });
  const ad = options({ preset: "ad", dn: "<SID={onPremisesSecurityIdentifier}>" });
  const dn = Buffer.from("<SID=S-1-5-21-1-2-3-1104>").toString("base64");
  assert.match(await written([entry("full", row, photo)], ad), new RegExp(`^dn:: ${dn}\r$`, "m"));
});

const anyText = fc.oneof(
  fc.string({ maxLength: 200, size: "max" }),
  fc.string({ unit: "binary", maxLength: 100, size: "max" }),
  fc.stringMatching(/^[ :<#"+,;<>=\\\r\n\täß😀a-]{0,12}$/u),
);

test("whatever a row holds, another program's parser reads the same from it", async (t) => {
  if (!hasLdifReader(t)) return;
  const people = fc.sample(fc.record({ name: anyText, bytes: fc.uint8Array({ maxLength: 400, size: "max" }) }), {
    numRuns: 1_000,
    seed: 1,
  });
  const entries = people.map(({ name, bytes }, index) => {
    const row = sampleRow(index, "JPEG", { userPrincipalName: name, employeeId: name });
    return entry((["full", "Add", "Modify"] as const)[index % 3] ?? "full", row, bytes);
  });
  for (const change of ["full", "Add", "Modify"] as const) {
    const some = entries.filter((each) => each.change === change);
    const records = await readBack(t, await written(some, options({ map: few })));
    assert.equal(records.length, some.length);
    for (const [index, { row, pictures }] of some.entries()) {
      const record = records[index];
      const name = Buffer.from(row?.properties.userPrincipalName ?? "", "utf8");
      const expected = {
        EXOPhoto: valuesOf(pictures.get("photo")),
        userPrincipalName: valuesOf(name),
        employeeId: valuesOf(name),
      };
      assert.deepEqual(record?.dn, `CN=${row?.objectId},O=exophotos`);
      if (change === "Modify") {
        const changes = Object.entries(expected).map(([attribute, values]) => ({ does: "replace", attribute, values }));
        assert.deepEqual(record?.changes, changes);
      } else {
        const filled = Object.fromEntries(Object.entries(expected).filter(([, values]) => values.length > 0));
        assert.deepEqual(record?.attributes, { objectClass: [Buffer.from("EXOUser")], ...filled });
      }
    }
  }
});

test("whatever a name holds, another program takes the DN apart to the same name", async (t) => {
  if (!hasLdifReader(t)) return;
  const names = fc.sample(anyText, { numRuns: 1_000, seed: 2 }).filter((name) => name !== "");
  const rows = names.map((userPrincipalName, n) => ({
    ...bareRow(n),
    properties: sampleProperties(n, { userPrincipalName }),
  }));
  const chosen = options({ dn: "CN={userPrincipalName},OU=R\\, D,DC=contoso" });
  const records = await readBack(
    t,
    await written(
      rows.map((row) => entry("full", row)),
      chosen,
    ),
  );
  assert.deepEqual(
    records.map(({ rdns }) => rdns),
    names.map((name) => [{ CN: Buffer.from(name, "utf8").toString("utf8") }, { OU: "R, D" }, { DC: "contoso" }]),
  );
});

test("a value that a reader could take for something else, or shorten, is in base64", async () => {
  const values = ["a ", " a", ":a", "<a", "a\tb", "a\nb", "ä"];
  const rows = values.map((employeeId, n) => entry("full", sampleRow(n, "", { employeeId })));
  const text = await written(rows, options({ map: [{ attribute: "employeeId", column: "employeeId" }] }));
  const expected = values.map((value) => `employeeId:: ${Buffer.from(value, "utf8").toString("base64")}`);
  assert.deepEqual(text.match(/^employeeId.*$/gm), expected);
});

test("no line of the file is longer than 76 characters, and all of it is ASCII", async () => {
  await fc.assert(
    fc.asyncProperty(anyText, fc.uint8Array({ maxLength: 500, size: "max" }), async (name, bytes) => {
      const text = await written([entry("Modify", sampleRow(1, "", { userPrincipalName: name }), bytes)], options());
      for (const line of text.split("\r\n")) assert.match(line, /^[ -~]{0,76}$/);
    }),
  );
});

function valuesOf(bytes: Uint8Array | undefined): readonly Buffer[] {
  return bytes === undefined || bytes.length === 0 ? [] : [Buffer.from(bytes)];
}
