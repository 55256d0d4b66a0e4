import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { runHere } from "../running/here.ts";
import { makeWorld, readManifest, type World } from "../running/world.ts";
import { fencesOf, readPages } from "./pages.ts";

/** How to get each document that a page shows an example of, from an export that had a change, a removal and a failure. */
const sources: Readonly<Record<string, (world: World) => Promise<string>>> = {
  "manifest.json": ({ out }) => readFile(join(out, "manifest.json"), "utf8"),
  "changes.csv": ({ out }) => readFile(join(out, "changes.csv"), "utf8"),
  "changes --json": async ({ out }) => (await runHere(["changes", out, "--since", "0", "--json"])).stdout,
  "last-run.json": ({ out }) => readFile(join(out, "last-run.json"), "utf8"),
};

test("the documents that the pages show have the keys and the types of real ones", async (t) => {
  const examples = (await readPages()).flatMap(fencesOf).flatMap(({ page, mark, text }) => {
    const name = /^example: (.*)$/.exec(mark ?? "")?.[1];
    return name === undefined ? [] : [{ page, name, text }];
  });
  const shown = new Set(examples.map(({ name }) => name));
  assert.deepEqual([...shown].sort(), Object.keys(sources).sort());
  const world = await eventfulExport(t);
  for (const { page, name, text } of examples) {
    const real = (await sources[name]?.(world)) ?? "";
    assert.deepEqual(shapeOf(text), shapeOf(real), `${page.path}: ${name}`);
  }
});

test("every JSON document of the program's own that a page shows is compared with a real one", async () => {
  for (const { page, language, mark, text } of (await readPages()).flatMap(fencesOf)) {
    if (language !== "json" || !("formatVersion" in JSON.parse(text))) continue;
    assert.match(mark ?? "", /^example: /, `${page.path}\n${text}`);
  }
});

async function eventfulExport(t: Parameters<typeof makeWorld>[0]): Promise<World> {
  const world = await makeWorld(t, { people: 20, photoBytes: "small" });
  const { directory, faults } = world.tenant;
  const renditions = ["--rendition", "thumbnail=96x96,max-bytes=10240"];
  assert.equal((await world.passHere(renditions)).exitCode, 0);
  const [changed = "", removed = "", failing = ""] = (await readManifest(world)).map(({ objectId }) => objectId ?? "");
  directory.setPhoto(changed);
  directory.removePhoto(removed);
  faults.person(failing, "metadata", { kind: "status", status: 403 });
  assert.equal((await world.passHere(renditions)).exitCode, 4);
  return world;
}

/** Keys and types of a JSON document, each array as what its members are; of a CSV its header. */
function shapeOf(text: string): unknown {
  return text.startsWith("{") ? shape(JSON.parse(text)) : text.split(/\r?\n/)[0];
}

function shape(value: unknown): unknown {
  if (Array.isArray(value)) return [...new Set(value.map((member) => JSON.stringify(shape(member))))];
  if (typeof value !== "object" || value === null) return value === null ? "null" : typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, shape(member)]));
}
