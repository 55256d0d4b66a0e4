import assert from "node:assert/strict";
import { test } from "node:test";
import { exitCodeOf } from "../../src/cli/exit-codes.ts";
import { type ErrorCode, ExophotosError } from "../../src/errors.ts";
import { textReasons } from "../../src/export/unusable-text.ts";
import { failureReasons } from "../../src/tenant/outcome.ts";
import { readDocument, tablesOf } from "./pages.ts";
import { type Said, saidErrors, saidNotices, saidOfCommandLines } from "./said-errors.ts";

const tables = tablesOf(await readDocument("troubleshooting.md"));

interface Row {
  readonly says: string;
  readonly code: string;
  readonly rest: readonly string[];
}

/** The rows of all tables whose second column is called so. */
function rowsBy(column: string): readonly Row[] {
  return tables
    .filter(({ header }) => header[0] === "it says" && header[1] === column)
    .flatMap(({ rows }) => rows.map(([says = "", code = "", ...rest]) => ({ says, code, rest })));
}

/** What a cell quotes, `…` for anything; several with «, or: » between them. */
function quotes({ says }: Row, sentence: string): boolean {
  return says.split(", or: ").some((quoted) => {
    const parts = quoted.split("…").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    return new RegExp(parts.join(".+")).test(sentence);
  });
}

/** Each sentence has one row that quotes it, and each row quotes a sentence. */
function assertQuoted(said: readonly Said[], rows: readonly Row[]): void {
  const used = new Set<Row>();
  for (const { code, sentence } of said) {
    const found = rows.filter((row) => row.code === code && quotes(row, sentence));
    assert.equal(found.length, 1, `${code}: ${sentence}\n${found.map(({ says }) => says).join("\n")}`);
    for (const row of found) used.add(row);
  }
  assert.deepEqual(
    rows.filter((row) => !used.has(row)).map(({ says }) => says),
    [],
    "rows that quote nothing that is said",
  );
}

test("every error can be found by its words, with its code, what it means and what to do", async () => {
  const rows = rowsBy("code");
  assertQuoted([...saidErrors(), ...(await saidOfCommandLines())], rows);
  for (const { says, code, rest } of rows) {
    assert.equal(rest[0], String(exitCodeOf(code as ErrorCode)), says);
    assert.ok((rest[1] ?? "").length > 10, `${says}: what to do`);
  }
});

test("every notice of a pass can be found by its words", () => {
  assertQuoted(saidNotices(), rowsBy("notice"));
});

test("every reason for which a person fails is explained", () => {
  const [explained] = tables.filter(({ header }) => header[0] === "reason");
  const reasons = [...failureReasons, ...textReasons, "picture:…", "rendition:…"];
  assert.deepEqual(
    explained?.rows.map(([reason]) => reason),
    reasons,
  );
});

test("a row for words that are not said, and an error without one, are noticed", () => {
  const error = new ExophotosError("locked", { out: "D:\\out" });
  const said = [{ code: error.code, sentence: "Another pass is working on D:\\out." }];
  const row = { says: "Another pass is working on …", code: "locked", rest: [] };
  assertQuoted(said, [row]);
  assert.throws(() => assertQuoted(said, []), /Another pass/);
  assert.throws(() => assertQuoted(said, [row, { ...row, says: "Another pass rests" }]), /quote nothing/);
});
