import assert from "node:assert/strict";
import { test } from "node:test";
import { type ExitName, exitCodes, exitMeanings, verbExits } from "../../src/cli/exit-codes.ts";
import { stageWords } from "../../src/cli/notice-text.ts";
import { results } from "../../src/compare/finding.ts";
import { checkNames } from "../../src/doctor/finding.ts";
import { clouds } from "../../src/entra/clouds.ts";
import { reasonsByAadsts, transientAadsts } from "../../src/entra/explain-aadsts.ts";
import { fixedColumns } from "../../src/manifest/columns.ts";
import { photoItself } from "../../src/manifest/picture-columns.ts";
import { psmaAnchor, psmaAttributes } from "../../src/mim/psma/attributes.ts";
import { changeReasons, changeTypes } from "../../src/model/change.ts";
import { limits } from "../../src/model/limits.ts";
import { basicPropertyNames } from "../../src/model/person.ts";
import { bytesWords, grouped, spanWords } from "../../src/model/quantities.ts";
import { commitSteps } from "../../src/publish/commit.ts";
import type { PushFailure } from "../../src/push/result.ts";
import { type Verb, verbs } from "../../src/settings/verb.ts";
import { readDocument, readPage, type Table, tablesOf } from "./pages.ts";

/* Tables that say again what the code says. */

async function tableOf(document: string, firstColumn: string): Promise<Table> {
  const page = document === "README.md" ? await readPage(document) : await readDocument(document);
  const found = tablesOf(page).find(({ header }) => header[0] === firstColumn);
  assert.ok(found !== undefined, `${document} has no table with the column ${firstColumn}`);
  return found;
}

async function firstCells(document: string, firstColumn: string): Promise<readonly string[]> {
  return (await tableOf(document, firstColumn)).rows.map(([first = ""]) => first);
}

/** The words of cells that name several. */
function apart(cells: readonly string[]): readonly string[] {
  return cells.flatMap((cell) => cell.split(", "));
}

test("the README's verbs are all verbs", async () => {
  const cells = apart(await firstCells("README.md", "verb"));
  const named = cells.map((cell) => verbs.find((verb) => cell === verb || cell.startsWith(`${verb} `)) ?? cell);
  assert.deepEqual(named.toSorted(), verbs.toSorted());
});

test("exit codes mean in the documents what they mean in the help", async () => {
  const meanings = Object.entries(exitCodes).map(([name, code]) => [String(code), exitMeanings[name as ExitName]]);
  assert.deepEqual((await tableOf("README.md", "code")).rows, meanings);
  const { rows } = await tableOf("exit-codes.md", "code");
  assert.deepEqual(
    rows.map(([code, , meaning]) => [code, meaning]),
    meanings,
  );
  for (const [code, result] of rows) assert.equal(result, `0x${Number(code).toString(16)}`);
});

test("every verb is said to end as it can", async () => {
  const { rows } = await tableOf("exit-codes.md", "verb");
  assert.deepEqual(
    rows,
    verbs.map((verb) => [verb, codesOf(verb).join(", ")]),
  );
  const pages: readonly (readonly [string, string, Verb])[] = [
    ["ad-write-back.md", "exit", "ad sync"],
    ["push.md", "exit", "push"],
    ["mim-file.md", "exit", "mim file"],
    ["doctor.md", "code", "doctor"],
  ];
  for (const [document, column, verb] of pages) {
    const said = (await firstCells(document, column)).map(Number);
    // What is the same for every verb need not be said of each.
    const always = [exitCodes.defect, exitCodes.interrupted] as readonly number[];
    assert.deepEqual([...new Set([...said, ...always])].toSorted(byNumber), codesOf(verb), document);
  }
});

function codesOf(verb: Verb): readonly number[] {
  return [...new Set(verbExits[verb].map((name) => exitCodes[name]))].toSorted(byNumber);
}

function byNumber(one: number, other: number): number {
  return one - other;
}

test("manifest.md has every column in its order, and says which need more than a basic permission", async () => {
  const { rows } = await tableOf("manifest.md", "column");
  assert.deepEqual(
    rows.map(([column]) => column),
    fixedColumns,
  );
  const ofUsers = rows.filter(([, , source]) => source?.startsWith("user "));
  const beyond = ofUsers.filter(([, , , empty]) => empty?.includes("--basic-columns")).map(([column]) => column);
  const basic = ["objectId", ...basicPropertyNames];
  assert.deepEqual(
    beyond,
    ofUsers.map(([column = ""]) => column).filter((column) => !basic.includes(column)),
  );
  assert.deepEqual(await firstCells("manifest.md", "changeType"), changeTypes);
  assert.deepEqual(await firstCells("manifest.md", "reason"), changeReasons);
});

test("the numbers of Entra are all explained, each with those of its reason", async () => {
  const numbers = (await firstCells("app-registration.md", "AADSTS")).map((cell) => apart([cell]).map(Number));
  assert.deepEqual(
    numbers.flat().toSorted(byNumber),
    [...reasonsByAadsts.keys(), ...transientAadsts].toSorted(byNumber),
  );
  for (const row of numbers) {
    const reasons = new Set(row.map((number) => reasonsByAadsts.get(number)));
    assert.equal(reasons.size, 1, row.join());
  }
});

test("the hosts of each cloud are those that are asked", async () => {
  const hosts = Object.entries(clouds).map(([name, cloud]) => [
    name,
    new URL(cloud.authorityHost).host,
    new URL(cloud.graphEndpoint).host,
  ]);
  for (const document of ["security.md", "network.md"]) {
    assert.deepEqual((await tableOf(document, "cloud")).rows, hosts, document);
  }
});

test("what a verb finds is explained where the verb is", async () => {
  const failures: Readonly<Record<PushFailure["reason"], true>> = {
    unknownPerson: true,
    ambiguousPerson: true,
    samePerson: true,
    left: true,
    noMailbox: true,
    notApproved: true,
    fileUnreadable: true,
    fileChanged: true,
    pictureUnusable: true,
    refused: true,
    unconfirmed: true,
    graph: true,
  };
  assert.deepEqual(await firstCells("push.md", "reason"), Object.keys(failures));
  assert.deepEqual(await firstCells("compare.md", "result"), results);
  // One line says what is the same for both hosts.
  const checks = checkNames.filter((name) => name !== "exchange");
  assert.deepEqual(await firstCells("doctor.md", "check"), checks);
});

test("how-it-works.md has every stage of a pass in the words of the screen, and every step of a publish", async () => {
  assert.deepEqual((await firstCells("how-it-works.md", "stage")).toSorted(), Object.values(stageWords).toSorted());
  const steps = commitSteps.map((_, index) => String(index + 1));
  assert.deepEqual(await firstCells("how-it-works.md", "step"), steps);
});

test("limits.md has every limit with its measure", async () => {
  const { rows } = await tableOf("limits.md", "limit");
  assert.deepEqual(
    rows.map(([name, most]) => [name, most]),
    Object.entries(limits).map(([name, most]) => [name, measureOf(name, most)]),
  );
});

function measureOf(name: string, most: number): string {
  if (name.endsWith("Ms")) return spanWords(most);
  if (name.endsWith("Pixels")) return `${most / 1e6} megapixels`;
  if (!name.endsWith("Bytes")) return grouped(most);
  if (most % 1024 ** 2 === 0) return `${most / 1024 ** 2} MB`;
  return most % 1024 === 0 ? `${most / 1024} kB` : bytesWords(most);
}

test("the attributes of the PowerShell management agent are those of its schema", async () => {
  const { rows } = await tableOf("mim-psma.md", "attribute");
  const said = rows.flatMap(([names = "", type]) => apart([names]).map((name) => `${name} ${type}`));
  assert.deepEqual(
    said.toSorted(),
    psmaAttributes(photoItself, "default")
      .map(({ name, type }) => `${name} ${type}`)
      .toSorted(),
  );
  assert.equal(psmaAnchor, "objectId");
});
