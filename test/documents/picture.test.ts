import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { commitSteps } from "../../src/publish/commit.ts";
import { docsFolder, root } from "./pages.ts";

const picture = join(root, docsFolder, "how-it-works.svg");

test("the picture of a pass is XML, names what it shows, and fetches nothing", async (t) => {
  const parsed = await promisify(execFile)("xmllint", ["--noout", "--nonet", picture]).catch((error: Error) => error);
  if (parsed instanceof Error && "code" in parsed && parsed.code === "ENOENT" && process.env.CI !== "true") {
    t.skip("xmllint is not installed");
    return;
  }
  assert.ok(!(parsed instanceof Error), String(parsed));
  const svg = await readFile(picture, "utf8");
  assert.match(svg, /<title id="title">.+<\/title>/);
  assert.match(svg, /<desc id="desc">.+<\/desc>/);
  assert.doesNotMatch(svg.replace("http://www.w3.org/2000/svg", ""), /https?:|href|<script|@import/);
});

test("the picture has a publish's steps in their order, each one behind the other", async () => {
  const svg = await readFile(picture, "utf8");
  const numbers = [...svg.matchAll(/<text[^>]* x="(\d+)"[^>]*>(\d)<\/text>/g)].map(([, x, number]) => [number, x]);
  assert.deepEqual(
    numbers.map(([number]) => Number(number)),
    commitSteps.map((_, index) => index + 1),
  );
  const places = numbers.map(([, x]) => Number(x));
  assert.deepEqual(
    places,
    places.toSorted((one, other) => one - other),
  );
});
