import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { createPictureWork } from "../../src/renditions/create-picture-work.ts";
import { partsOfCheckout } from "../../src/renditions/parts-of-checkout.ts";
import { parseRendition } from "../../src/settings/rendition.ts";
import { docsFolder, linksOf, readDocument, root, tablesOf } from "./pages.ts";

test("the pictures that renditions.md shows are what its settings make, byte for byte, of the size that it says", async () => {
  const page = await readDocument("renditions.md");
  const captions = tablesOf(page)[0]?.rows.map(([, caption = ""]) => caption) ?? [];
  const names = linksOf(page).filter((href) => href.endsWith(".jpg"));
  assert.equal(captions.length, names.length);
  const pictures = await Promise.all(names.map((name) => readFile(join(root, docsFolder, name))));
  const [photo] = pictures;
  assert.ok(photo !== undefined);
  assert.equal(captions[0], `the photo: 648×648, ${photo.length.toLocaleString("en-US")} bytes`);

  const work = createPictureWork(await partsOfCheckout().codecs());
  for (const [index, caption] of captions.entries()) {
    if (index === 0) continue;
    const [, setting = "", rest = ""] = /^(\S+): (.*)$/.exec(caption) ?? [];
    const spec = parseRendition(setting);
    assert.ok(spec !== undefined, caption);
    const result = await work.carryOut(Buffer.from(photo), { make: "renditions", renditions: [spec], hash: false });
    const made = result.kind === "made" ? result.pictures.get(spec.name) : undefined;
    assert.ok(made !== undefined, caption);
    assert.deepEqual(Buffer.from(made.bytes), pictures[index], caption);
    const said = { bytes: numberIn(rest, /([\d,]+) bytes/), quality: numberIn(rest, /quality (\d+)/) };
    assert.equal(said.bytes ?? made.bytes.length, made.bytes.length, caption);
    assert.equal(said.quality ?? made.quality, made.quality, caption);
    const [, width = `${made.width}`, height = `${made.height}`] = /(\d+)×(\d+)/.exec(rest) ?? [];
    assert.equal(`${width}×${height}`, `${made.width}×${made.height}`, caption);
  }
});

function numberIn(text: string, pattern: RegExp): number | undefined {
  const digits = pattern.exec(text)?.[1];
  return digits === undefined ? undefined : Number(digits.replace(",", ""));
}
