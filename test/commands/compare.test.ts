import assert from "node:assert/strict";
import { copyFile, mkdir, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { parse } from "csv-parse/sync";
import { hashedRow, writeFolder, writeManifestFile } from "../compare/side-files.ts";
import { reencoded, strangersPhoto } from "../compare/strangers.ts";
import { sampleId, sampleRow } from "../manifest/sample-rows.ts";
import { runHere } from "../running/here.ts";
import { assertExit, type CsvRow, makeWorld, readManifest, type World } from "../running/world.ts";
import { temporaryFolder } from "../settings/temporary-folder.ts";

function rowsOf(stdout: string): readonly CsvRow[] {
  return parse(stdout, { columns: true, record_delimiter: "\r\n" }) as CsvRow[];
}

/** What was found, by key. */
function resultsIn(stdout: string): Readonly<Record<string, string>> {
  return Object.fromEntries(rowsOf(stdout).map(({ key, result }) => [key ?? "", result ?? ""]));
}

async function compare(...args: readonly string[]) {
  return await runHere(["compare", ...args, "--log-format", "text"]);
}

interface Portraits {
  readonly world: World;
  readonly names: readonly string[];
  /** By name: the photo that Graph serves. */
  readonly photos: ReadonlyMap<string, Buffer>;
}

/** A world after a pass in which everybody has a portrait of their own, of 648 pixels. */
async function exportedPortraits(t: TestContext, people: number, args: readonly string[] = []): Promise<Portraits> {
  const world = await makeWorld(t, { people, photoShare: 1, photoBytes: "small" });
  const photos = new Map<string, Buffer>();
  for (const [n, { objectId, userPrincipalName }] of [...world.tenant.directory.truth()].entries()) {
    const photo = await strangersPhoto(n);
    photos.set(userPrincipalName.toLowerCase(), photo);
    world.tenant.directory.setPhoto(objectId, { bytes: photo });
  }
  assertExit(await world.passHere(args), 0);
  return { world, photos, names: [...photos.keys()] };
}

test("Thumbnails of the export's photos are the same pictures; swapped ones, missing, surplus and broken ones are named", async (t) => {
  const { world, photos, names } = await exportedPortraits(t, 24);
  const thumbnails = join(world.folder, "thumbnails");
  await mkdir(thumbnails);
  const fileOf = (name: string) => join(thumbnails, `${name.toUpperCase()}.jpg`);
  for (const [n, name] of names.entries()) {
    await writeFile(fileOf(name), await reencoded(photos.get(name) ?? Buffer.alloc(0), n));
  }
  await writeFile(join(thumbnails, "Thumbs.db"), "not a picture");
  const same = await compare(world.out, thumbnails);
  assertExit(same, 0);
  assert.match(same.stderr, /^24 people compared by userPrincipalName: 24 with the same picture\.$/m);
  assert.deepEqual(new Set(rowsOf(same.stdout).map(({ result }) => result)), new Set(["samePicture"]));

  const [one = "", two = "", missing = "", broken = "", equal = "", twice = ""] = names;
  await copyFile(fileOf(one), join(world.folder, "one"));
  await copyFile(fileOf(two), fileOf(one));
  await copyFile(join(world.folder, "one"), fileOf(two));
  await rm(fileOf(missing));
  await writeFile(fileOf(broken), (await readFile(fileOf(broken))).subarray(0, 500));
  await writeFile(fileOf(equal), photos.get(equal) ?? "");
  await copyFile(fileOf(twice), join(thumbnails, `${twice}.jpeg`));
  await copyFile(fileOf(twice), join(thumbnails, "stranger@contoso.com.jpg"));
  const expected = {
    [one]: "different",
    [two]: "different",
    [missing]: "onlyInA",
    [broken]: "unreadable",
    [equal]: "sameBytes",
    [twice]: "ambiguous",
    "stranger@contoso.com": "onlyInB",
  };
  const report = join(world.folder, "report.html");
  const differing = await compare(world.out, thumbnails, "--report", report, "--to", join(world.folder, "result.csv"));
  assertExit(differing, 7);
  assert.equal(differing.stdout, "");
  const text = await readFile(join(world.folder, "result.csv"), "utf8");
  const usual = Object.fromEntries(names.map((name) => [name, "samePicture"]));
  assert.deepEqual(resultsIn(text), { ...usual, ...expected });
  const byKey = new Map(rowsOf(text).map((row) => [row.key, row]));
  assert.match(byKey.get(broken)?.problem ?? "", /^B: it ends before its end marker/);
  assert.match(byKey.get(twice)?.problem ?? "", /^1 picture in A: .*; 2 pictures in B: /);
  assert.ok(Number(byKey.get(one)?.unlike) > 5);
  const counts =
    "1 with the same bytes, 18 with the same picture, 2 different, 1 only in A, 1 only in B, 1 unreadable, 1 ambiguous";
  assert.ok(differing.stderr.includes(`25 people compared by userPrincipalName: ${counts}.`), differing.stderr);

  const page = await readFile(report, "utf8");
  assert.equal(page.match(/<img src="data:image\/jpeg;base64,/g)?.length, 2 + 2 + 1 + 1 + 1);
  assert.ok(page.includes(one) && !page.includes(equal));
  assert.doesNotMatch(page, /<script|https?:/);
});

test("Two exports are compared by checksums alone, whatever the algorithm, and by hashes where they are known", async (t) => {
  const { world, names } = await exportedPortraits(t, 6, ["--columns", "phash", "--rendition", "thumbnail=96x96"]);
  const other = join(world.folder, "other");
  const pass = ["--out", other, "--checksum", "md5", "--columns", "phash", "--rendition", "thumbnail=96x96"];
  const [first, second] = await readManifest(world);
  assert.ok(first?.objectId && first.file && second?.objectId && second.file);
  world.tenant.directory.setPhoto(first.objectId, { bytes: await strangersPhoto(99) });
  assertExit(await runHere(["export", ...world.access, ...pass]), 0);

  const byBytes = await compare(world.out, other, "--json");
  assertExit(byBytes, 7);
  const { people, counts, join: key, formatVersion } = JSON.parse(byBytes.stdout);
  assert.deepEqual([formatVersion, key, people.length], [1, "objectId", names.length]);
  assert.deepEqual(counts, {
    ...{ sameBytes: 5, samePicture: 0, different: 1, onlyInA: 0, onlyInB: 0, unreadable: 0, ambiguous: 0 },
  });
  assert.equal(people[0].result, "different");
  assert.ok(people[0].distance > 16, "the hashes say it");
  assert.equal(people[0].unlike, undefined);
  const withoutColumn = pass.filter((word) => word !== "--columns" && word !== "phash");
  assertExit(await runHere(["export", ...world.access, ...withoutColumn]), 0);
  const [fromState] = rowsOf((await compare(other, world.out)).stdout);
  assert.deepEqual(
    [fromState?.distance, fromState?.unlike],
    [String(people[0].distance), ""],
    "the state has the hash",
  );

  const renditions = await compare(world.out, other, "--photo", "thumbnail", "--join", "mail");
  assertExit(renditions, 7);
  assert.equal(rowsOf(renditions.stdout).filter(({ result }) => result === "sameBytes").length, 5);

  await rm(join(world.out, second.file));
  const itself = await compare(world.out, world.out);
  assertExit(itself, 0);
  assert.match(itself.stderr, /6 people compared by objectId: 6 with the same bytes\./);
  // Its own checksum is in another algorithm, so the file has to be read.
  const unreadable = await compare(other, world.out);
  assertExit(unreadable, 7);
  assert.equal(rowsOf(unreadable.stdout)[1]?.problem, "B: it cannot be read (ENOENT)");
});

test("Copies of manifest.csv are compared as far as checksums and hashes go, in any encoding", async (t) => {
  const folder = await temporaryFolder(t);
  const [a, b] = [join(folder, "a.csv"), join(folder, "b.csv")];
  const [black, grey, white] = ["0000000000000000", "000000000000ffff", "ffffffffffffffff"];
  await writeManifestFile(
    a,
    [1, 2, 3, 4].map((n) => hashedRow(n, `photo ${n}`, black)),
  );
  const others = [hashedRow(1, "photo 1", white), hashedRow(2, "new", white), hashedRow(3, "scaled", grey)];
  await writeManifestFile(b, others, { delimiter: ";", encoding: "utf16le", renditions: [], extraColumns: ["phash"] });
  const end = await compare(a, b);
  assertExit(end, 7);
  const rows = rowsOf(end.stdout);
  assert.deepEqual(
    rows.map(({ objectId, result, distance }) => [objectId, result, distance]),
    [
      [sampleId(1), "sameBytes", ""],
      [sampleId(2), "different", "64"],
      [sampleId(3), "unreadable", ""],
      [sampleId(4), "onlyInA", ""],
    ],
  );
});

test("People are joined by the key that is asked for, without case, and base64 with it", async (t) => {
  const folder = await temporaryFolder(t);
  const people = [
    sampleRow(1, "one", { employeeId: "E0001", onPremisesImmutableId: "aB+/aa==", mail: "Zoë@contoso.example" }),
    sampleRow(2, "two", { employeeId: "", onPremisesImmutableId: "AB+/aa==" }),
  ];
  const manifest = join(folder, "manifest.csv");
  await writeManifestFile(manifest, people, { delimiter: ",", encoding: "utf8-bom", renditions: [], extraColumns: [] });
  const cases: readonly [join: string, file: string, found: Readonly<Record<string, string>>][] = [
    ["employeeId", "e0001.jpg", { "": "onlyInA", e0001: "sameBytes" }],
    ["onPremisesImmutableId", "aB-_aa==.jpg", { "aB+/aa==": "sameBytes", "AB+/aa==": "onlyInA" }],
    [
      "mail",
      "ZOE\u0308@contoso.example.PNG",
      { "zoë@contoso.example": "sameBytes", "person2@contoso.example": "onlyInA" },
    ],
    ["onPremisesSamAccountName", "person1.bmp", { person1: "sameBytes", person2: "onlyInA" }],
    ["objectId", `${sampleId(1).toUpperCase()}.gif`, { [sampleId(1)]: "sameBytes", [sampleId(2)]: "onlyInA" }],
  ];
  for (const [key, file, found] of cases) {
    const pictures = join(folder, key);
    await writeFolder(pictures, { [file]: "one", [`._${file}`]: "left behind" });
    const end = await compare(manifest, pictures, "--join", key);
    assertExit(end, 7);
    assert.deepEqual(resultsIn(end.stdout), found, key);
  }
});

test("A file that is too large for a picture is not read, and neither is a folder that is named like one", async (t) => {
  const folder = await temporaryFolder(t, { "a/ada.jpg": "a", "a/bo.jpg": "b", "b/bo.jpg": "" });
  await mkdir(join(folder, "b", "cy.jpg"));
  await writeFile(join(folder, "b", "ada.jpg"), "");
  await truncate(join(folder, "b", "ada.jpg"), 9 * 1024 * 1024);
  const end = await compare(join(folder, "a"), join(folder, "b"));
  assertExit(end, 7);
  assert.deepEqual(
    rowsOf(end.stdout).map(({ key, result, problem }) => [key, result, problem]),
    [
      ["ada", "unreadable", "B: it is too large for a picture"],
      ["bo", "unreadable", "A: its bytes are none of a JPEG, PNG, GIF or BMP"],
    ],
  );
});

test("What cannot be compared is refused in a sentence that says why", async (t) => {
  const folder = await temporaryFolder(t, { "notes.txt": "no manifest" });
  const [names, ids, csv] = [join(folder, "names"), join(folder, "ids"), join(folder, "a.csv")];
  await writeFolder(names, { "ada@contoso.com.jpg": "" });
  await writeFolder(ids, { [`${sampleId(1)}.jpg`]: "" });
  await mkdir(join(folder, "never", ".exophotos"), { recursive: true });
  await writeManifestFile(csv, [sampleRow(1, "one")], {
    delimiter: ",",
    encoding: "utf8",
    renditions: [],
    extraColumns: [],
  });
  const cases: readonly [args: readonly string[], exitCode: number, says: RegExp][] = [
    [[names], 2, /"side-b".*is required/],
    [[names, ids, csv], 2, /compare takes one sideA and one sideB, and .*a\.csv.* is one more/],
    [[names, join(folder, "gone")], 2, /side-b.*names .*gone, which cannot be read \(ENOENT\)/],
    [[names, join(folder, "notes.txt")], 9, /notes\.txt is not what was published: its columns are not those/],
    [[names, join(folder, "never")], 2, /Nothing has been exported to/],
    [
      [names, ids, "--join", "objectId"],
      2,
      /"join".*cannot be objectId, which .*names does not have: both sides have userP/,
    ],
    [[csv, names, "--photo", "badge"], 2, /"photo".*is badge, a rendition that .*a\.csv does not have/],
    [[names, ids, "--join", "mail", "--join", "objectId"], 2, /must be given once to compare/],
    [[names, ids, "--join", "onPremisesDomainName"], 2, /must be of objectId, userPrincipalName, mail,/],
    [[names, ids, "--photo", "none"], 2, /must be photo or the name of a rendition/],
    [[names, ids, "--distance", "65"], 2, /whole number from 0 to 64/],
    [[names, ids, "--report", csv, "--to", csv], 2, /must not be the file that --to names/],
    [
      ["ldaps://dc1.contoso.com/DC=contoso,DC=com?thumbnailPhoto", ids],
      2,
      /bind-password-file.*is required to sign in to a directory/,
    ],
    [["ldap://dc1.contoso.com/DC=contoso?thumbnailPhoto", ids], 2, /side-a.*must begin with ldaps:/],
    [[ids, "ldaps://dc1.contoso.com/DC=contoso?photo"], 2, /side-b.*must name thumbnailPhoto or jpegPhoto after/],
    [[ids, "ldaps://dc1.contoso.com"], 2, /side-b.*must be ldaps:\/\/HOST\/BASE\?ATTRIBUTE/],
    [[names, join(folder, "gone"), "--out", folder], 2, /compare has no option --out/],
  ];
  for (const [args, exitCode, says] of cases) {
    const end = await compare(...args);
    assertExit(end, exitCode);
    assert.match(end.stderr, says);
    assert.equal(end.stdout, "");
  }
  const withPassword = await compare("ldaps://ada:geheim@dc1.contoso.com/DC=contoso", ids);
  assertExit(withPassword, 2);
  assert.match(withPassword.stderr, /without user name and password/);
  assert.doesNotMatch(withPassword.stderr, /geheim/);
});

test("A comparison leaves no temporary file behind, and no report where it failed", async (t) => {
  const folder = await temporaryFolder(t);
  const csv = join(folder, "manifest.csv");
  await writeManifestFile(csv, [sampleRow(1, "one"), sampleRow(2, "two")]);
  const before = new Set(await readdir(tmpdir()));
  assertExit(await compare(csv, csv), 0);
  await writeFile(csv, (await readFile(csv, "utf8")).replace(sampleId(2), sampleId(1)));
  const damaged = await compare(csv, csv, "--report", join(folder, "report.html"));
  assertExit(damaged, 9);
  assert.deepEqual(await readdir(folder), ["manifest.csv"]);
  const left = (await readdir(tmpdir())).filter((name) => !before.has(name) && name.includes("compare"));
  assert.deepEqual(left, []);
});
