import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import type { Locator, Page } from "playwright-core";
import { grouped, spanWords } from "../../src/model/quantities.ts";
import { runHere } from "../running/here.ts";
import { assertExit, makeWorld, readManifest, type World } from "../running/world.ts";
import { temporaryFolder } from "../settings/temporary-folder.ts";
import { openFileIn, whyNoBrowser } from "./browser.ts";
import { makeExport } from "./made-export.ts";

const skip = whyNoBrowser() ?? false;

/** A tenant of 60 people after a pass that changed, added and removed photos, and for which one person failed. */
async function changedWorld(t: TestContext): Promise<{ readonly world: World; readonly report: string }> {
  const world = await makeWorld(t, { people: 60, photoBytes: "small" });
  const { directory, faults } = world.tenant;
  const args = ["--columns", "department"];
  assertExit(await world.passHere(args), 0);
  const people = [...directory.truth()];
  const [a, b, c, d, e, failing] = people.filter(({ photoSha256 }) => photoSha256 !== undefined);
  const [f] = people.filter(({ photoSha256 }) => photoSha256 === undefined);
  assert.ok(a && b && c && d && e && f && failing);
  for (const { objectId } of [a, b, f]) directory.setPhoto(objectId);
  for (const { objectId } of [c, d]) directory.removePhoto(objectId);
  directory.removePerson(e.objectId);
  faults.person(failing.objectId, "metadata", { kind: "status", status: 403, code: "ErrorAccessDenied" }, 99);
  const report = join(world.folder, "report.html");
  assertExit(await world.passHere([...args, "--report", report]), 4);
  return { world, report };
}

async function textOf(locator: Locator): Promise<string> {
  return (await locator.textContent()) ?? "";
}

function figure(page: Page, name: string): Promise<string> {
  return textOf(page.locator(`[data-figure="${name}"]`));
}

/** The names in the list as far as they are drawn, from the top. */
async function shownNames(page: Page): Promise<readonly string[]> {
  const rows = await page
    .locator("#body [role=row]")
    .evaluateAll((all) =>
      all.map((row) => [Number(row.getAttribute("aria-rowindex")), row.querySelector(".name")?.textContent ?? ""]),
    );
  return (rows as [number, string][]).sort(([one], [other]) => one - other).map(([, name]) => name);
}

test("The page of a pass opens from the disk, asks for nothing, and its figures are those of last-run.json", {
  skip,
}, async (t) => {
  const { world, report } = await changedWorld(t);
  const { page, trouble } = await openFileIn(t, report);
  const { people, photos, elapsedMs, manifest, exitCode } = await world.lastRun();
  assert.deepEqual(
    [people.listed, photos.added, photos.changed, photos.removed, people.failed, exitCode],
    [59, 1, 2, 3, 1, 4],
  );
  const withPhoto = (await readManifest(world)).length;
  const expected = {
    listed: grouped(people.listed),
    added: grouped(photos.added),
    changed: grouped(photos.changed),
    removed: grouped(photos.removed),
    failed: grouped(people.failed),
    downloaded: grouped(photos.downloaded),
    elapsed: spanWords(elapsedMs),
    throttled: "0 s",
    sequence: grouped(manifest?.sequence ?? 0),
    coverage: `${(Math.round((withPhoto / 59) * 1000) / 10).toFixed(1)} %`,
  };
  for (const [name, value] of Object.entries(expected)) assert.equal(await figure(page, name), value, name);
  assert.match(await textOf(page.locator("header")), /Published, not for everybody \(exit 4\)/);
  assert.match(
    await textOf(page.locator("#failures")),
    /Graph forbids to read the photo[\s\S]*ProfilePhoto\.Read\.All/,
  );
  assert.deepEqual(trouble, []);
});

test("The contact sheet shows what changed, before and after, and who lost their photo", { skip }, async (t) => {
  const { report } = await changedWorld(t);
  const { page, trouble } = await openFileIn(t, report);
  const picturesOf = async (kind: string) =>
    await page
      .locator(`[data-sheet="${kind}"] .card`)
      .evaluateAll((cards) =>
        cards.map((card) =>
          Array.from(card.querySelectorAll("img"), ({ alt, naturalWidth }) => `${alt} ${naturalWidth > 1}`),
        ),
      );
  assert.deepEqual(await picturesOf("changed"), Array(2).fill(["Before true", "Now true"]));
  assert.deepEqual(await picturesOf("added"), [["Now true"]]);
  assert.deepEqual(await picturesOf("removed"), Array(3).fill(["Before true"]));
  assert.deepEqual(trouble, []);
});

test("A contact sheet begins with sixty people and shows more when it is asked to", { skip }, async (t) => {
  const world = await makeWorld(t, { people: 90, photoShare: 1, photoBytes: "small" });
  const report = join(world.folder, "report.html");
  assertExit(await world.passHere(["--report", report]), 0);
  const { page } = await openFileIn(t, report);
  const more = page.locator('[data-more="added"]');
  assert.equal(await page.locator('[data-sheet="added"] .card').count(), 60);
  assert.match(await textOf(more), /60 of 90 shown\./);
  await more.getByRole("button", { name: "Show more" }).click();
  assert.equal(await page.locator('[data-sheet="added"] .card').count(), 90);
  assert.equal(await more.isVisible(), false);
});

test("A photo that is no longer kept is said to be so; without changes and failures the page says that", {
  skip,
}, async (t) => {
  const world = await makeWorld(t, { people: 20, photoBytes: "small" });
  assertExit(await world.passHere(), 0);
  const [{ objectId = "" } = {}] = await readManifest(world);
  world.tenant.directory.setPhoto(objectId);
  const report = join(world.folder, "report.html");
  assertExit(await world.passHere(["--keep-files", "0s", "--report", report]), 0);
  const changed = await openFileIn(t, report);
  const card = changed.page.locator('[data-sheet="changed"] .card');
  assert.match(await textOf(card), /no longer kept/);
  assert.equal(await card.locator("img").count(), 1);
  assertExit(await world.passHere(["--report", report]), 0);
  const { page } = await openFileIn(t, report);
  assert.match(await textOf(page.locator("#changes")), /No photo changed/);
  assert.match(await textOf(page.locator("#failures")), /Nobody failed/);
  assert.equal(await page.locator(".card").count(), 0);
});

test("What the tenant says is text on the page, whatever it looks like", { skip }, async (t) => {
  const world = await makeWorld(t, { people: 12, photoBytes: "small" });
  const hostile = [
    `<img src=x onerror="document.title='caught'">@fabrikam.example`,
    `=cmd|' /C calc'!A0@fabrikam.example`,
    `</script><script>document.title='caught'</script>@fabrikam.example`,
    `<!--<script>@fabrikam.example`,
    `\u2028\u202Egpj.exe@fabrikam.example`,
  ];
  const people = [...world.tenant.directory.truth()];
  for (const [index, name] of hostile.entries()) world.tenant.directory.rename(people[index]?.objectId ?? "", name);
  const department = `</script>"><b onclick=alert(1)>&amp;`;
  world.tenant.directory.setProperty(people[6]?.objectId ?? "", "department", department);
  const report = join(world.folder, "report.html");
  assertExit(await world.passHere(["--columns", "department", "--report", report]), 0);
  const { page, trouble } = await openFileIn(t, report);
  const names = await shownNames(page);
  for (const name of hostile) assert.ok(names.includes(name.replace("\u202E", "\uFFFD")), name);
  assert.ok((await page.locator("#group option").allTextContents()).includes(department));
  assert.equal(await page.title(), "Photo report, pass 1");
  assert.equal(await page.locator("script:not([type])").count(), 1);
  assert.equal(await page.locator("[onerror], [onclick], [style]:not([role=row], #body)").count(), 0);
  assert.deepEqual(trouble, []);
  const text = await readFile(report, "utf8");
  assert.match(
    text,
    /content="default-src 'none'; script-src 'sha256-[^']+'; style-src 'sha256-[^']+'; img-src data:; /,
  );
  assert.doesNotMatch(text, /\u202E|https?:\/\//);
});

test("Search, filters and sorting find people", { skip }, async (t) => {
  const { world, report } = await changedWorld(t);
  const { page } = await openFileIn(t, report);
  const hits = () => textOf(page.locator("#hits"));
  const rows = await readManifest(world);
  assert.equal(await hits(), "60 people.");

  const [someone] = rows.filter(({ employeeId = "" }) => employeeId !== "");
  await page.getByLabel("Search", { exact: true }).fill(someone?.employeeId?.toLowerCase() ?? "");
  assert.deepEqual(await shownNames(page), [someone?.userPrincipalName]);
  assert.equal(await hits(), "1 of 60 people.");
  await page.getByLabel("Search", { exact: true }).fill("nobody has this");
  assert.equal(await hits(), "Nobody of 60 matches.");
  assert.equal(await page.locator("#list").isVisible(), false);
  await page.getByLabel("Search", { exact: true }).fill("");

  await page.getByLabel("Show", { exact: true }).selectOption("failed");
  assert.equal((await shownNames(page)).length, 1);
  await page.getByLabel("Show", { exact: true }).selectOption("changed");
  assert.equal((await shownNames(page)).length, 6);
  await page.getByLabel("Show", { exact: true }).selectOption("without");
  assert.equal(await hits(), `${60 - rows.length} of 60 people.`);
  await page.getByLabel("Show", { exact: true }).selectOption("all");

  await page.getByRole("button", { name: "Bytes" }).click();
  await page.getByRole("button", { name: "Bytes" }).click();
  const largest = rows.reduce((one, other) => (Number(other.bytes) > Number(one.bytes) ? other : one));
  const first = page.locator('#body [aria-rowindex="2"]');
  assert.match(await textOf(first), new RegExp(`${Math.round(Number(largest.bytes) / 1000)} kB|${largest.bytes} B`));
  assert.equal(await page.locator(".of-bytes[aria-sort]").getAttribute("aria-sort"), "descending");

  await page.locator("#without button.link").first().click();
  assert.equal(await page.getByLabel("Show", { exact: true }).inputValue(), "without");
  assert.notEqual(await page.getByLabel("Department", { exact: true }).inputValue(), "");
});

test("The list is used with the keyboard alone, and says where it stands", { skip }, async (t) => {
  const { report } = await changedWorld(t);
  const { page } = await openFileIn(t, report);
  await page.getByLabel("Search", { exact: true }).focus();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  const list = page.getByRole("grid", { name: "People" });
  assert.equal(await list.evaluate((one) => one === one.ownerDocument.activeElement), true);
  assert.equal(await list.getAttribute("aria-rowcount"), "61");
  const active = async () => {
    const id = (await list.getAttribute("aria-activedescendant")) ?? "none";
    return await page.locator(`#${id}`).getAttribute("aria-rowindex");
  };
  await page.keyboard.press("ArrowDown");
  assert.equal(await active(), "2");
  await page.keyboard.press("ArrowDown");
  assert.equal(await active(), "3");
  await page.keyboard.press("PageDown");
  assert.ok(Number(await active()) > 5);
  await page.keyboard.press("End");
  assert.equal(await active(), "61");
  assert.equal(await page.locator('[aria-rowindex="61"]').isVisible(), true);
  await page.keyboard.press("ArrowDown");
  assert.equal(await active(), "61");
  await page.keyboard.press("Home");
  assert.equal(await active(), "2");
  await page.keyboard.press("Enter");
  const [name] = await shownNames(page);
  assert.match(await textOf(page.getByRole("region", { name: "The chosen person" })), new RegExp(`^${name}`));
  assert.equal(await list.evaluate((one) => one.matches(":focus-visible")), true);
});

for (const colorScheme of ["light", "dark"] as const) {
  for (const width of [1280, 420]) {
    test(`No serious accessibility fault is found in ${colorScheme} colours, ${width} pixels wide`, {
      skip,
    }, async (t) => {
      const { report } = await changedWorld(t);
      const { page } = await openFileIn(t, report, { colorScheme, width });
      await page.getByRole("grid").press("ArrowDown");
      await page.getByRole("grid").press("Enter");
      // Not as an element of the page, which would not let it run.
      await page.evaluate(await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8"));
      const found = (await page.evaluate("axe.run()")) as {
        readonly violations: readonly {
          readonly id: string;
          readonly impact: string;
          readonly nodes: readonly unknown[];
        }[];
      };
      const faults = found.violations.filter(({ impact }) => impact === "serious" || impact === "critical");
      assert.deepEqual(faults, []);
    });
  }
}

test("On paper there are the figures, the sheet and the first rows, and a note of the others", { skip }, async (t) => {
  const out = join(await temporaryFolder(t), "out");
  await makeExport(out, { people: 300, photoEvery: 2 });
  assertExit(await runHere(["report", out]), 0);
  const { page } = await openFileIn(t, join(out, "report.html"));
  await page.evaluate("window.dispatchEvent(new Event('beforeprint'))");
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.locator("#body [role=row]").count(), 200);
  assert.equal(await page.locator("#body [role=row]").last().isVisible(), true);
  assert.equal(
    await textOf(page.locator("#printed")),
    "The first 200 of 300 people; the page itself lists all of them.",
  );
  assert.equal(await page.locator(".tools").isVisible(), false);
  await page.emulateMedia({ media: "screen" });
  await page.evaluate("window.dispatchEvent(new Event('afterprint'))");
  assert.ok((await page.locator("#body [role=row]").count()) < 60);
});

test("A page of 100,000 people draws the rows that are seen, and no others", { skip }, async (t) => {
  const out = join(await temporaryFolder(t), "out");
  await makeExport(out, { people: 100_000, photoEvery: 10 });
  assertExit(await runHere(["report", out]), 0);
  const { page, trouble } = await openFileIn(t, join(out, "report.html"));
  assert.equal(await textOf(page.locator("#hits")), "100,000 people.");
  for (const key of ["End", "Home", "PageDown"]) {
    await page.getByRole("grid").press(key);
    const drawn = await page
      .locator("#body [role=row]")
      .evaluateAll((all) => all.map((row) => Number(row.getAttribute("aria-rowindex"))));
    assert.ok(drawn.length > 5 && drawn.length < 60, `${drawn.length} rows`);
    assert.deepEqual(
      drawn,
      drawn.toSorted((a, b) => a - b),
    );
  }
  await page.getByLabel("Search", { exact: true }).fill("person99999");
  assert.match(await textOf(page.locator("#hits")), /^\d+ of 100,000 people\.$/);
  assert.deepEqual(trouble, []);
});
