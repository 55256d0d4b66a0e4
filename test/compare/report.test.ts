import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { type Counts, type Finding, type Gathered, results } from "../../src/compare/finding.ts";
import { Report } from "../../src/compare/report.ts";
import type { Side } from "../../src/compare/side.ts";
import { escaped } from "../../src/platform/html-text.ts";
import type { PicturePool } from "../../src/renditions/picture-work.ts";
import { temporaryFolder } from "../settings/temporary-folder.ts";

const noCounts = Object.fromEntries(results.map((result) => [result, 0])) as Counts;

function side(name: string): Side {
  return {
    name,
    joinKeys: new Set(),
    entries: async function* () {},
    read: async () => new Uint8Array(10),
  };
}

/** Makes pictures of 3,000 bytes. */
const pool: PicturePool = {
  carryOut: async (source) => {
    if (typeof source === "function") await source();
    const picture = { bytes: new Uint8Array(3000), width: 120, height: 120, quality: 85 };
    return { kind: "made", pictures: new Map([["small", picture]]), perceptualHash: undefined };
  },
  close: async () => {},
};

function gathered(name: string): Gathered {
  const locator = `${name}.jpg`;
  return { objectId: "", userPrincipalName: name, locator, checksum: undefined, perceptualHash: undefined };
}

function different(name: string): Finding {
  const likeness = { distance: 20, unlike: 44.4 };
  return { key: name, result: "different", a: gathered(name), b: gathered(name), likeness };
}

test("Names are text in the report, whatever they hold", async (t) => {
  const path = join(await temporaryFolder(t), "report.html");
  const sides = { a: side("<b>A</b>"), b: side("B") };
  const name = `"><script>alert('1')</script>&amp;\u202Egpj`;
  await using report = await Report.open(path, { sides, pool });
  await report.add(different(name));
  await report.add({ key: name, result: "ambiguous", pictures: crowds(name) });
  await report.finish({ ...noCounts, different: 1 }, `1 <i>person</i>`);
  const page = await readFile(path, "utf8");
  assert.doesNotMatch(page, /<script|<b>|<i>|\u202E/);
  assert.ok(page.includes("&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;amp;\uFFFDgpj"));
  assert.match(page, /<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; /);
  assert.match(page, /20 of 64 bits, 44 % unlike/);
  assert.ok(page.endsWith("</html>\n"));
  assert.equal(escaped("\0"), "\uFFFD");
});

function crowds(name: string) {
  return { a: { count: 7, locators: [name] }, b: { count: 0, locators: [] } };
}

test("A report has pictures for as long as there is room, then names, then a number", async (t) => {
  const folder = await temporaryFolder(t);
  const path = join(folder, "report.html");
  const limits = { pictureBytes: 100_000, pageBytes: 120_000 };
  await using report = await Report.open(path, { sides: { a: side("A"), b: side("B") }, pool, limits });
  const people = 300;
  for (let n = 0; n < people; n += 1) await report.add(different(`person${n}@contoso.example`));
  await report.add({ key: "same", result: "sameBytes", a: gathered("same"), b: gathered("same") });
  await report.finish({ ...noCounts, different: people }, "300 people compared.");
  const page = await readFile(path, "utf8");
  const [rows, pictures] = [page.match(/<tr><th scope="row">/g)?.length ?? 0, page.match(/<img /g)?.length ?? 0];
  assert.ok(page.length < limits.pageBytes);
  assert.ok(pictures > 10 && pictures % 2 === 0 && rows > pictures / 2, `${pictures} pictures, ${rows} rows`);
  assert.ok(page.includes(`${people - rows} more differ; the page has no room for them.`));
  assert.ok(!page.includes("same.jpg"));
  assert.deepEqual(await readdir(folder), ["report.html"]);
});
