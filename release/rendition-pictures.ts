/**
 * `node release/rendition-pictures.ts`: draws a photo and makes the renditions of it that release/docs/renditions.md
 * shows, into release/docs/renditions, and prints what the page's table says of them. The same each time.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createPictureWork } from "../src/renditions/create-picture-work.ts";
import { partsOfCheckout } from "../src/renditions/parts-of-checkout.ts";
import { parseRendition } from "../src/settings/rendition.ts";
import { drawGallery } from "../src/simulator/drawing/gallery.ts";
import { root } from "./paths.ts";

const shown = [
  "thumbnail=96x96,max-bytes=10240",
  "badge=240x320",
  "whole=240x320,fit=contain",
  "light=240x240,max-bytes=3000",
  "least=240x240,max-bytes=1500",
];

const folder = join(root, "release", "docs", "renditions");
await mkdir(folder, { recursive: true });
const [, sitting] = (await drawGallery(1, "realistic")).portraits;
if (sitting === undefined) throw new RangeError("nobody sits for the pictures");
const { start, body } = sitting.largest;
const photo = Buffer.concat([start, body]);
await keep("photo", photo, `${sitting.largest.width}x${sitting.largest.height}`);

const work = createPictureWork(await partsOfCheckout().codecs());
for (const text of shown) {
  const spec = parseRendition(text);
  if (spec === undefined) throw new TypeError(`${text} is no rendition`);
  const result = await work.carryOut(photo, { make: "renditions", renditions: [spec], hash: false });
  const made = result.kind === "made" ? result.pictures.get(spec.name) : undefined;
  if (made === undefined) throw new TypeError(`${text} was not made`);
  await keep(spec.name, made.bytes, `${text}: ${made.width}x${made.height}, quality ${made.quality}`);
}

async function keep(name: string, bytes: Uint8Array, about: string): Promise<void> {
  await writeFile(join(folder, `${name}.jpg`), bytes);
  process.stdout.write(`${name}.jpg  ${bytes.length} bytes  ${about}\n`);
}
