import assert from "node:assert/strict";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { inspectPicture } from "../../src/renditions/inspect-picture.ts";
import { drawGallery } from "../../src/simulator/drawing/gallery.ts";
import { runHere } from "../running/here.ts";
import { assertExit } from "../running/world.ts";
import { temporaryFolder } from "../settings/temporary-folder.ts";

/** A folder with ada.jpg, a portrait of 96 pixels, and the PNG bo.png. */
async function folderWithPictures(t: TestContext): Promise<string> {
  const folder = await temporaryFolder(t);
  const { portraits, png } = await drawGallery(1, "small");
  const portrait = portraits[0]?.largest;
  assert.ok(portrait);
  await writeFile(join(folder, "ada.jpg"), Buffer.concat([portrait.start, portrait.body]));
  await writeFile(join(folder, "bo.png"), png);
  return folder;
}

test("render writes each rendition beside the others and says what it came to", async (t) => {
  const folder = await folderWithPictures(t);
  const out = join(folder, "tried");
  const renditions = ["--rendition", "thumbnail=48x48,max-bytes=10240", "--rendition", "tall=30x60,fit=contain"];
  const end = await runHere(["render", join(folder, "ada.jpg"), ...renditions, "--to", out]);
  assertExit(end, 0);
  assert.match(end.stdout, /^Picture {4}96x96 .*image\/jpeg/);
  assert.match(end.stdout, /^thumbnail {2}48x48 .*quality 85 {2}.*ada-thumbnail\.jpg$/m);
  assert.match(end.stdout, /^tall {7}30x30 /m);
  assert.match(end.stdout, /^Perceptual hash [0-9a-f]{16}$/m);
  assert.deepEqual((await readdir(out)).sort(), ["ada-tall.jpg", "ada-thumbnail.jpg"]);
  const limits = { maxBytes: 10_240, maxPixels: 10_000 };
  const header = inspectPicture(await readFile(join(out, "ada-thumbnail.jpg")), limits);
  assert.deepEqual(header, { contentType: "image/jpeg", width: 48, height: 48 });
});

test("render --json gives one document, also for a PNG", async (t) => {
  const folder = await folderWithPictures(t);
  const args = ["--in", join(folder, "bo.png"), "--rendition", "badge=60x60", "--to", folder, "--json"];
  const end = await runHere(["render", ...args]);
  assertExit(end, 0);
  const { contentType, width, renditions } = JSON.parse(end.stdout);
  assert.deepEqual([contentType, width, renditions.length], ["image/png", 120, 1]);
  const bytes = (await readFile(join(folder, "bo-badge.jpg"))).length;
  assert.deepEqual(renditions[0], {
    ...{ name: "badge", file: join(folder, "bo-badge.jpg"), width: 60, height: 60, bytes, quality: 85 },
  });
});

test("What cannot be made is said with the way out, and nothing is written", async (t) => {
  const folder = await folderWithPictures(t);
  const ada = join(folder, "ada.jpg");
  await writeFile(join(folder, "page.jpg"), "<html>");
  const cases: readonly [args: readonly string[], says: RegExp][] = [
    [
      [ada, "--rendition", "a=48x48", "--rendition", "b=48x48,max-bytes=50"],
      /rendition b cannot be made.*max-bytes is 50/,
    ],
    [[join(folder, "page.jpg"), "--rendition", "a=48x48"], /no picture that can be used/],
    [[ada], /is required to render/],
  ];
  for (const [args, says] of cases) {
    const end = await runHere(["render", ...args, "--to", join(folder, "tried"), "--log-format", "text"]);
    assertExit(end, 2);
    assert.match(end.stderr, says);
    assert.ok(!(await readdir(folder)).includes("tried"));
  }
  const missing = await runHere(["render", join(folder, "none.jpg"), "--rendition", "a=9x9", "--to", folder]);
  assertExit(missing, 9);
});
