import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { lexer, type Token, type Tokens } from "marked";
import type { CallKind } from "./call-kinds.ts";

/** How a pass must end: in the words of the table, where a fault happens to one call of a kind and where to all. */
export interface Expectation {
  readonly once: string;
  /** Undefined where the fault is one that does not last. */
  readonly lasting: string | undefined;
}

/** One row of service-matrix.md. */
export interface MatrixRow {
  /** The faults that it is about: one, or statuses that come to the same. */
  readonly faults: readonly string[];
  /** A reason is the letter of why there is no such case. */
  readonly cells: ReadonlyMap<CallKind, Expectation | { readonly reason: string }>;
}

export interface Matrix {
  readonly kinds: readonly string[];
  readonly rows: readonly MatrixRow[];
  /** The letters that the page explains. */
  readonly reasons: readonly string[];
}

/** Reads the table. Throws for a cell that says nothing that is known. */
export async function readMatrix(): Promise<Matrix> {
  const tokens = lexer(await readFile(join(import.meta.dirname, "service-matrix.md"), "utf8"));
  const [table, words] = tokens.filter((token): token is Tokens.Table => token.type === "table");
  if (table === undefined || words === undefined) throw new Error("service-matrix.md has two tables");
  const known = words.rows.map(([first]) => first?.text ?? "");
  const [, ...kinds] = table.header.map(({ text }) => text);
  const rows = table.rows.map(([first, ...cells]) => ({
    faults: /^\d\d\d, \d/.test(first?.text ?? "") ? (first?.text ?? "").split(", ") : [first?.text ?? ""],
    cells: new Map(cells.map(({ text }, at) => [kinds[at] as CallKind, expectation(text, known)])),
  }));
  return { kinds, rows, reasons: reasonsIn(tokens) };
}

function expectation(text: string, known: readonly string[]): Expectation | { readonly reason: string } {
  if (/^[a-z]$/.test(text)) return { reason: text };
  const [once = "", lasting] = text.split(" / ");
  for (const outcome of [once, ...(lasting === undefined ? [] : [lasting])].flatMap((all) => all.split(" or "))) {
    const [word = ""] = outcome.split(", without ");
    if (!known.includes(word)) throw new Error(`service-matrix.md: «${text}» is not explained`);
  }
  return { once, lasting };
}

function reasonsIn(tokens: readonly Token[]): readonly string[] {
  const lists = tokens.filter((token): token is Tokens.List => token.type === "list");
  return lists.flatMap(({ items }) => items.flatMap(({ text }) => /^([a-z]): /.exec(text)?.[1] ?? []));
}
