import assert from "node:assert/strict";
import { stat } from "node:fs/promises";
import { dirname, join, posix } from "node:path";
import { test } from "node:test";
import { anchorsOf, docsFolder, linksOf, type Page, readPages, root, tablesOf } from "./pages.ts";

/** The kinds of files that a release puts beside its documents: release/windows-archive.ts. */
const shipped = /\.(md|json|jpg|svg)$/;

const pages = await readPages();
const byPath = new Map(pages.map((page) => [page.path, page]));

/** A link within the checkout: the path that it leads to, and its anchor. */
function targetOf(page: Page, href: string): { readonly path: string; readonly anchor: string | undefined } {
  const [file = "", anchor] = href.split("#", 2);
  return { path: file === "" ? page.path : posix.join(posix.dirname(page.path), file), anchor };
}

function innerLinks(page: Page): readonly string[] {
  return linksOf(page).filter((href) => !href.startsWith("https://"));
}

test("every link of the documents leads to a file and a heading that are there", async () => {
  for (const page of pages) {
    for (const href of innerLinks(page)) {
      const where = `${page.path}: ${href}`;
      assert.ok(!/^([a-z]+:|\/|\\)/i.test(href), `${where} is no relative path`);
      const { path, anchor } = targetOf(page, href);
      const found = await stat(join(root, path)).catch(() => undefined);
      assert.ok(found !== undefined, `${where} leads nowhere`);
      if (anchor === undefined) continue;
      const target = byPath.get(path);
      assert.ok(target !== undefined && anchorsOf(target).has(anchor), `${where} names no heading`);
    }
  }
});

test("the operators' documents lead only to what a release has beside them", () => {
  for (const page of pages.filter(({ path }) => dirname(path) === docsFolder)) {
    for (const href of innerLinks(page)) {
      const { path } = targetOf(page, href);
      assert.ok(path.startsWith(`${docsFolder}/`) && shipped.test(path), `${page.path}: ${href}`);
    }
  }
});

test("index.md names every document, and each can be reached from it", () => {
  const index = byPath.get(`${docsFolder}/index.md`);
  assert.ok(index !== undefined);
  const documents = pages.filter(({ path }) => dirname(path) === docsFolder && path !== index.path);
  const [contents] = tablesOf(index);
  assert.deepEqual(contents?.rows.map(([name]) => name).sort(), documents.map(({ name }) => name).sort());

  const reached = new Set<string>();
  const due = [index];
  for (let page = due.pop(); page !== undefined; page = due.pop()) {
    if (reached.has(page.path)) continue;
    reached.add(page.path);
    for (const href of innerLinks(page)) {
      const next = byPath.get(targetOf(page, href).path);
      if (next !== undefined) due.push(next);
    }
  }
  for (const { path } of documents) assert.ok(reached.has(path), `${path} cannot be reached`);
});
