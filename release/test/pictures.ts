import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { matrixProfile, profileSegments, withSegments } from "../../test/renditions/picture-files.ts";
import { encoded, quarters } from "../../test/renditions/picture-samples.ts";
import { runHere } from "../../test/running/here.ts";
import { assertExit } from "../../test/running/world.ts";

/** Red, green and blue of Adobe RGB (1998) in XYZ under D50: other colours than sRGB's. */
const wideColours = [
  [0.60974, 0.31111, 0.01947],
  [0.20528, 0.62567, 0.06087],
  [0.14919, 0.06322, 0.74457],
];
/** One pixel. */
const gif = Buffer.from("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7", "base64");

/** Puts pictures of all kinds into a folder, a JPEG with a colour profile among them; returns their names. */
export async function putPictures(folder: string): Promise<readonly string[]> {
  const pixels = quarters(120, 90);
  const jpeg = await encoded(pixels, "image/jpeg");
  const pictures = {
    "photo.jpg": jpeg,
    "wide.jpg": withSegments(jpeg, ...profileSegments(matrixProfile(wideColours, 2.2, "wide"))),
    "logo.png": await encoded(pixels, "image/png"),
    "old.bmp": await encoded(pixels, "image/bmp"),
    "small.gif": gif,
  };
  for (const [name, bytes] of Object.entries(pictures)) await writeFile(join(folder, name), bytes);
  return Object.keys(pictures);
}

/** What `render` is asked to make of each. */
export const renditionArgs = [
  "--rendition",
  "thumbnail=48x48,max-bytes=10240",
  "--rendition",
  "tall=30x60,fit=contain",
];

/** The renditions that the checkout makes of the pictures in a folder, by name of their file. */
export async function renderedHere(folder: string, names: readonly string[], to: string): Promise<Map<string, Buffer>> {
  for (const name of names) {
    assertExit(await runHere(["render", join(folder, name), ...renditionArgs, "--to", to]), 0);
  }
  return await filesIn(to);
}

/** The files of a folder by name. */
export async function filesIn(folder: string): Promise<Map<string, Buffer>> {
  const names = (await readdir(folder)).sort();
  return new Map(await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name))] as const)));
}
