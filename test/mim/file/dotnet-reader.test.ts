import assert from "node:assert/strict";
import { test } from "node:test";
import { type CsvRow, readManifest } from "../../running/world.ts";
import { type HostRequest, mimHost } from "../mim-host.ts";
import { exported, idAt } from "./exported.ts";

/** What makes a reader stumble: quotes, delimiters, line breaks, spaces at the ends, letters beyond ASCII. */
const awkward = ['Müller; "the one", Köln', " with spaces ", "two\r\nlines", "Łukasz 李 😀", "=1+1", "a,b;c\td"];

test(".NET reads manifest.csv and every file for an agent as they were written, photos byte for byte", async (t) => {
  const host = await mimHost(t);
  if (host === undefined) return;
  const exports = await exported(t, { people: 60, photoBytes: "small" });
  const { world, pass, rows, to } = exports;
  for (const [index, text] of awkward.entries())
    world.tenant.directory.setProperty(idAt(exports, index), "employeeId", text);
  await pass();
  const manifest = await readManifest(world);
  const readByDotNet = async (request: Omit<HostRequest, "mode">) =>
    (await host({ mode: "delimited", ...request })) as readonly CsvRow[];
  const shaOf = new Map(manifest.map(({ objectId, checksum }) => [objectId, checksum]));

  assert.deepEqual(await readByDotNet({ folder: `${world.out}/manifest.csv` }), manifest);

  for (const { format, args, read } of [
    { format: "delimited", args: ["--photo", "photo"], read: {} },
    { format: "delimited", args: ["--photo", "photo", "--delimiter", ";"], read: { delimiter: ";" } },
    { format: "delimited", args: ["--photo", "none", "--encoding", "utf16le"], read: { encoding: "utf-16" } },
    { format: "csv-connector", args: [], read: {} },
  ] as const) {
    const what = [format, ...args].join(" ");
    const run = await exports.file("--to", to, "--format", format, "--type", "full", ...args);
    assert.equal(run.exitCode, 0, `${what}: ${run.stderr}`);
    const hasPhoto = !args.includes("none" as never);
    const all = await readByDotNet({ folder: to, ...read, ...(hasPhoto ? { photoColumn: "photo" } : {}) });
    assert.equal(all.length, manifest.length, what);
    for (const [index, row] of all.entries()) {
      const { objectId, employeeId } = manifest[index] ?? {};
      assert.deepEqual([row.objectId, row.employeeId], [objectId, employeeId], what);
      if (hasPhoto) assert.equal(row.photo, shaOf.get(objectId ?? ""), what);
    }
  }

  await rows("--format", "delimited", "--type", "full", "--consumer", "mim");
  await exports.file("--consumer", "mim", "--ack");
  world.tenant.directory.setProperty(idAt(exports, 0), "employeeId", "changed");
  world.tenant.directory.setPhoto(idAt(exports, 1));
  await pass();
  await rows("--format", "delimited", "--type", "delta", "--photo", "photo", "--consumer", "mim");
  const delta = await readByDotNet({ folder: to, photoColumn: "photo" });
  const changed = new Map((await readManifest(world)).map(({ objectId, checksum }) => [objectId, checksum]));
  assert.deepEqual(
    delta.map(({ objectId }) => objectId),
    [idAt(exports, 0), idAt(exports, 1)].sort(),
  );
  for (const { objectId, photo } of delta) assert.equal(photo, changed.get(objectId ?? ""));
});
