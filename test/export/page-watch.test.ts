import assert from "node:assert/strict";
import { test } from "node:test";
import { hasCode } from "../../src/errors.ts";
import { watchPages } from "../../src/export/page-watch.ts";
import { limits } from "../../src/model/limits.ts";

const inVain = limits.pagesWithoutAnyoneNew;

function pages(watch: ReturnType<typeof watchPages>, count: number, hasAnyoneNew: boolean): void {
  for (let page = 0; page < count; page += 1) watch.page(hasAnyoneNew);
}

test("a listing may have many pages in a row without anybody new, but not more", () => {
  const watch = watchPages("graph.example");
  pages(watch, inVain, false);
  watch.page(true);
  pages(watch, inVain, false);
  assert.throws(
    () => watch.page(false),
    (error) =>
      hasCode(error, "unreachable") &&
      error.facts.problem === "1,001 pages in a row had nobody on them who was not listed before",
  );
});

test("one that begins again may come to where it was first", () => {
  const watch = watchPages("graph.example");
  pages(watch, 5000, true);
  watch.restarted();
  pages(watch, 5000 + inVain, false);
  assert.throws(
    () => watch.page(false),
    (error) => hasCode(error, "unreachable"),
  );
});
