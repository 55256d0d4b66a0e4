import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { parse } from "csv-parse/sync";
import { runHere } from "../running/here.ts";
import { readPublished, snapshot } from "../running/published.ts";
import { assertExit, type CsvRow, makeWorld } from "../running/world.ts";

const awkwardNames = [
  'Jürgen "Jim" O\'Brien, Jr.',
  "two\r\nlines",
  "a lone\nfeed",
  "a lone\rreturn",
  "half;and;half",
  "=1+2",
  " spaces ",
  '"',
  "張偉 🙂",
  "\u00e9 and e\u0301",
];
const everyone = ["--rows", "people", "--columns", "displayName", "--columns", "businessPhones"];

test("--rows people lists everybody, and awkward values come back as they are, in every encoding", async (t) => {
  const world = await makeWorld(t, { people: 60, photoBytes: "small" });
  const { directory } = world.tenant;
  const truth = [...directory.truth()];
  for (const [index, name] of awkwardNames.entries()) {
    directory.setProperty(truth[index]?.objectId ?? "", "displayName", name);
  }
  assertExit(await world.passHere(everyone), 0);
  const first = await readPublished(world);
  assert.equal(first.rows.size, truth.length);
  for (const { objectId, userPrincipalName, photoSha256 = "" } of truth) {
    const row = first.rows.get(objectId);
    const person = directory.person(objectId);
    assert.equal(row?.userPrincipalName, userPrincipalName);
    assert.equal(row.displayName, person?.displayName);
    assert.equal(row.businessPhones, JSON.stringify(person?.businessPhones));
    assert.equal(row.employeeId, person?.employeeId ?? "");
    assert.equal(row.checksum, photoSha256);
  }

  const [removed = "", left = ""] = truth.filter((one) => one.photoSha256 !== undefined).map((one) => one.objectId);
  const { objectId: leftWithout = "" } = truth.find((one) => one.photoSha256 === undefined) ?? {};
  directory.removePhoto(removed);
  directory.removePerson(left);
  directory.removePerson(leftWithout);
  assertExit(await world.passHere(everyone), 0);
  const second = await readPublished(world);
  const checksumBefore = first.rows.get(removed)?.checksum;
  assert.deepEqual(
    second.changes
      .map(({ changeType, reason, objectId, file, checksum, previousChecksum, modified }) =>
        [changeType, reason, objectId, file, checksum, previousChecksum, modified].join(" "),
      )
      .sort(),
    [
      `Delete left ${left}   ${first.rows.get(left)?.checksum} ${first.rows.get(left)?.modified}`,
      `Delete left ${leftWithout}    `,
      // `modified` as in the row, which says nothing any more.
      `Modify photoRemoved ${removed}   ${checksumBefore} `,
    ],
  );
  const rows = [...second.rows.values()];

  for (const [encoding, delimiter, expectedStart] of [
    ["utf16le", "semicolon", "6f006200"],
    ["utf8-bom", "tab", "efbbbf6f62"],
  ] as const) {
    const format = ["--encoding", encoding, "--delimiter", delimiter];
    assertExit(await world.passHere([...everyone, ...format]), 0);
    const bytes = await readFile(join(world.out, "manifest.csv"));
    assert.ok(bytes.toString("hex").startsWith(expectedStart));
    const text = encoding === "utf16le" ? bytes.toString("utf16le") : bytes.toString("utf8").slice(1);
    const separator = delimiter === "semicolon" ? ";" : "\t";
    assert.deepEqual(parse(text, { columns: true, delimiter: separator, record_delimiter: "\r\n" }), rows);
    assert.equal((await world.lastRun()).manifest?.sequence, second.json.current.sequence);
    assertExit(await runHere(["verify", world.out]), 0);
  }

  // Nobody loses a photo when the rows without one go: no guard minds it.
  assertExit(await world.passHere(), 0);
  const last = await readPublished(world);
  assert.deepEqual(
    [...last.rows.keys()],
    rows.filter(({ file }) => file !== "").map(({ objectId }) => objectId),
  );
});

test("--basic-columns asks only for what User.ReadBasic.All may read, and blanks the rest", async (t) => {
  const world = await makeWorld(t, {
    people: 60,
    photoBytes: "small",
    permissions: ["User.ReadBasic.All", "ProfilePhoto.Read.All"],
  });
  const { directory, traffic } = world.tenant;
  assertExit(await world.passHere(["--basic-columns"]), 0);
  const { rows } = await readPublished(world);
  assert.ok(rows.size > 20);
  for (const row of rows.values()) {
    const person = directory.person(row.objectId ?? "");
    const blank: CsvRow = { employeeId: "", onPremisesSamAccountName: "", onPremisesDomainName: "" };
    assert.deepEqual({ ...row, ...blank, mail: person?.mail ?? "" }, row);
  }
  const listing = traffic.requests.find(({ kind }) => kind === "users");
  assert.match(listing?.path ?? "", /\$select=id,userPrincipalName,mail&/);

  const before = await snapshot(world);
  for (const args of [[], ["--basic-columns", "--columns", "department"]]) {
    const blanked = await world.passHere(args);
    assertExit(blanked, 3);
    assert.match(blanked.stderr, /User\.Read\.All/);
  }
  assert.deepEqual(await snapshot(world), before);
  assertExit(await world.passHere(["--basic-columns", "--columns", "displayName"]), 0);
});

test("--size takes a smaller picture, the largest below where it is missing, and downloads nothing twice", async (t) => {
  const world = await makeWorld(t, { people: 60, photoBytes: "small" });
  const { directory, samples } = world.tenant;
  const one = [...directory.truth()].find(({ photoSha256 }) => photoSha256 !== undefined)?.objectId ?? "";
  directory.setPhoto(one, { bytes: samples.png, contentType: "image/png", width: 120, height: 120 });
  const widths = async () => {
    const { rows } = await readPublished(world);
    return { rows, widths: new Set([...rows.values()].filter((row) => row.objectId !== one).map((row) => row.width)) };
  };
  assertExit(await world.passHere(["--transcode=false", "--size", "64x64"]), 0);
  const small = await widths();
  assert.deepEqual(small.widths, new Set(["64"]));
  assert.equal(small.rows.get(one)?.width, "120");

  assertExit(await world.passHere(["--transcode=false", "--size", "64x64"]), 0);
  const run = await world.lastRun();
  assert.equal(run.photos.downloaded, 0);
  assert.equal(run.photos.unchanged, small.rows.size);

  assertExit(await world.passHere(["--transcode=false", "--size", "240x240"]), 0);
  const large = await widths();
  assert.deepEqual(large.widths, new Set(["96"]));
  for (const { objectId, photoSha256 } of directory.truth()) {
    assert.equal(large.rows.get(objectId)?.checksum, photoSha256);
  }
});
