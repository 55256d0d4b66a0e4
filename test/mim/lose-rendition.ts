import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readManifest, type World } from "../running/world.ts";

/** Publishes the same manifest with one person's rendition not made: the columns are empty, the photo stays. */
export async function loseRendition(world: World, objectId: string, name: string): Promise<void> {
  const [csv, json] = [join(world.out, "manifest.csv"), join(world.out, "manifest.json")];
  const row = (await readManifest(world)).find((one) => one.objectId === objectId);
  const made = ["File", "Bytes", "Width", "Height", "Checksum"].map((part) => row?.[name + part]).join(",");
  const text = (await readFile(csv, "utf8")).replace(made, ",,,,");
  const sha256 = createHash("sha256").update(text).digest("hex");
  const described = JSON.parse(await readFile(json, "utf8"));
  const current = { ...described.current, bytes: Buffer.byteLength(text), sha256 };
  await writeFile(csv, text);
  await writeFile(json, JSON.stringify({ ...described, current }));
}
