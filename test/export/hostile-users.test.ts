import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { hostileTexts } from "../faults/hostile/hostile-text.ts";
import { runHere } from "../running/here.ts";
import { readPublished } from "../running/published.ts";
import { assertExit, makeWorld, readCsv } from "../running/world.ts";

const written = {
  mail: "mail",
  onPremisesSamAccountName: "onPremisesSamAccountName",
  onPremisesImmutableId: "onPremisesImmutableId",
  employeeId: "employeeId",
  department: "department",
  jobTitle: "jobTitle",
} as const;
const columns = ["--columns", "department", "--columns", "jobTitle"];
const reserved = /^(?:con|prn|aux|nul|com[\d¹²³]|lpt[\d¹²³]|conin\$|conout\$)(?:$|[. ])/i;

test("Whatever users' properties hold, manifest, changes, agents' files, links and report are right", async (t) => {
  const world = await makeWorld(t, { people: 3, photoBytes: "small" });
  const { directory } = world.tenant;
  const texts = [...hostileTexts, "half a character \ud83d"];
  const people = texts.map((text) => {
    const values = Object.fromEntries(Object.keys(written).map((name) => [name, text]));
    return { text: text.toWellFormed(), id: directory.addPerson({ properties: values, photo: {} }) };
  });
  const withNul = directory.addPerson({ properties: { department: "a\0b" }, photo: {} });
  const args = [...columns, "--links", "employeeId", "--report", join(world.out, "report.html")];

  assertExit(await world.passHere(args), 4);
  const { failures } = await world.lastRun();
  assert.deepEqual(
    failures.map(({ objectId, reason }) => [objectId, reason]),
    [[withNul, "nulInProperty"]],
  );
  const { rows, history } = await readPublished(world);
  assert.equal(rows.has(withNul), false);
  for (const { id, text } of people) {
    const row = rows.get(id);
    for (const name of Object.keys(written)) assert.equal(row?.[name], text, `${name} of «${text.slice(0, 40)}»`);
  }
  assert.equal(history.length, rows.size);
  assertExit(await runHere(["verify", world.out]), 0);

  await t.test("a second pass finds nothing changed", async () => {
    assertExit(await world.passHere(args), 4);
    assert.equal((await readPublished(world)).history.length, rows.size);
  });

  await t.test("a file for an agent says the same", async () => {
    const to = join(world.folder, "agent.csv");
    assertExit(
      await runHere(["mim", "file", "--out", world.out, "--format", "delimited", "--type", "full", "--to", to]),
      0,
    );
    assert.deepEqual(new Map((await readCsv(to)).map((row) => [row.objectId, row])), rows);
  });

  await t.test("files by name are files of that one folder, with names that every system takes", async () => {
    const names = (await readdir(join(world.out, "by-employeeId"))).filter((name) => name !== ".exophotos");
    assert.ok(names.length >= people.length - 4, `${names.length} of ${people.length}`);
    for (const name of names) {
      assert.match(name, /^[^/\\:*?"<>|\p{Cc}]{1,255}\.jpg$/u);
      assert.doesNotMatch(name, reserved);
      assert.doesNotMatch(name, /[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]/u);
      assert.ok(Buffer.byteLength(name) <= 255);
    }
    assert.deepEqual((await readdir(world.folder)).toSorted(), ["agent.csv", "ca.pem", "out", "secret.txt"]);
  });

  await t.test("the report has no script but its own", async () => {
    const html = await readFile(join(world.out, "report.html"), "utf8");
    assert.doesNotMatch(html, /<script>alert/);
    assert.equal(html.split("</script>").length, html.split("<script").length);
  });
});
