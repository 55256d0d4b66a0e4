import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import GithubSlugger from "github-slugger";
import { lexer, type Token, type Tokens } from "marked";

export const root = join(import.meta.dirname, "../..");
export const docsFolder = "release/docs";

/** A page of Markdown. */
export interface Page {
  /** Below the checkout, with forward slashes. */
  readonly path: string;
  readonly name: string;
  readonly text: string;
  readonly tokens: readonly Token[];
}

/** A fenced block of a page. */
export interface Fence {
  readonly page: Page;
  /** The word behind the fence; empty where there is none. */
  readonly language: string;
  readonly text: string;
  /** What the HTML comment right before it says. */
  readonly mark: string | undefined;
}

/** A table of a page: the plain text of each cell. */
export interface Table {
  readonly page: Page;
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** README, CONTRIBUTING and the operators' documents. */
export async function readPages(): Promise<readonly Page[]> {
  const docs = (await readdir(join(root, docsFolder))).filter((name) => name.endsWith(".md")).sort();
  const paths = ["README.md", "CONTRIBUTING.md", ...docs.map((name) => `${docsFolder}/${name}`)];
  return await Promise.all(paths.map(readPage));
}

/** One page by its path below the checkout. */
export async function readPage(path: string): Promise<Page> {
  const text = await readFile(join(root, path), "utf8");
  return { path, name: basename(path), text, tokens: lexer(text) };
}

/** A page of the operators' documents. */
export async function readDocument(name: string): Promise<Page> {
  return await readPage(`${docsFolder}/${name}`);
}

/** Every token of a page, those inside others behind the ones that they are in. */
export function* everyToken(tokens: readonly Token[]): Generator<Token> {
  for (const token of tokens) {
    yield token;
    yield* everyToken(inside(token));
  }
}

function inside(token: Token): readonly Token[] {
  if (token.type === "list") return (token as Tokens.List).items;
  if (token.type !== "table") return ("tokens" in token ? token.tokens : undefined) ?? [];
  const { header, rows } = token as Tokens.Table;
  return [...header, ...rows.flat()].flatMap((cell) => cell.tokens);
}

/** The fenced blocks of a page in their order. */
export function fencesOf(page: Page): readonly Fence[] {
  const fences: Fence[] = [];
  let mark: string | undefined;
  for (const token of everyToken(page.tokens)) {
    if (token.type === "html") mark = /^<!-- (.*) -->/.exec(token.raw)?.[1];
    else if (token.type === "code") {
      const { lang = "", text } = token as Tokens.Code;
      fences.push({ page, language: lang, text, mark });
    }
    if (token.type !== "html" && token.type !== "space") mark = undefined;
  }
  return fences;
}

/** The tables of a page in their order. */
export function tablesOf(page: Page): readonly Table[] {
  return [...everyToken(page.tokens)]
    .filter((token) => token.type === "table")
    .map((token) => {
      const { header, rows } = token as Tokens.Table;
      return {
        page,
        header: header.map((cell) => plainText(cell.tokens)),
        rows: rows.map((row) => row.map((cell) => plainText(cell.tokens))),
      };
    });
}

/** The words in backticks of a page, outside of fenced blocks. */
export function codeWordsOf(page: Page): readonly string[] {
  return [...everyToken(page.tokens)]
    .filter((token) => token.type === "codespan")
    .map((token) => (token as Tokens.Codespan).text);
}

/** Where the links and pictures of a page lead. */
export function linksOf(page: Page): readonly string[] {
  return [...everyToken(page.tokens)]
    .filter((token) => token.type === "link" || token.type === "image")
    .map((token) => (token as Tokens.Link).href);
}

/** What `#…` can name on a page, as GitHub makes it of headings. */
export function anchorsOf(page: Page): ReadonlySet<string> {
  const slugger = new GithubSlugger();
  const headings = [...everyToken(page.tokens)].filter((token) => token.type === "heading");
  return new Set(headings.map((token) => slugger.slug(plainText(inside(token)))));
}

/** What is read of inline tokens, without the signs of Markdown. */
export function plainText(tokens: readonly Token[]): string {
  return tokens
    .map((token) => {
      if (token.type === "br") return " ";
      const within = inside(token);
      if (within.length > 0) return plainText(within);
      return "text" in token ? String(token.text) : "";
    })
    .join("");
}
