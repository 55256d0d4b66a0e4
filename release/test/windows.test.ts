import assert from "node:assert/strict";
import { copyFile, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { exitCodes } from "../../src/cli/exit-codes.ts";
import { version } from "../../src/version.ts";
import { until } from "../../test/running/until.ts";
import { assertExit, readManifest } from "../../test/running/world.ts";
import { cacheDir } from "../paths.ts";
import { built } from "./built.ts";
import { filesIn, putPictures, renderedHere, renditionArgs } from "./pictures.ts";
import { openWine, reasonWithoutWine, type Wine } from "./wine.ts";

const skip = await reasonWithoutWine();
const timeoutMs = 180_000;

describe("exophotos.exe on Windows", { skip }, () => {
  let wine: Wine;
  let exe: string;
  before(async () => {
    wine = await openWine();
    exe = join(wine.folder, "exophotos.exe");
    await copyFile(built("exophotos.exe"), exe);
  });

  after(() => wine[Symbol.asyncDispose]());

  const folderFor = async (name: string) => {
    const path = join(wine.folder, name);
    await mkdir(path);
    return path;
  };
  const demo = (out: string, people: number, ...more: readonly string[]) => [
    ...["demo", "--people", String(people), "--out", wine.windowsPath(out), ...more],
  ];
  const run = (args: readonly string[]) => wine.run(exe, args, { timeoutMs });

  test("It says its version and explains itself, and calls a mistyped verb what it is", async () => {
    assert.equal((await run(["--version"])).stdout, `${version}\n`);
    const help = await run(["--help"]);
    assertExit(help, 0);
    assert.match(help.stdout, /schedule/);
    const wrong = await run(["exprot"]);
    assertExit(wrong, 2);
    assert.match(wrong.stderr, /export/);
  });

  test("A pass over 200 people, a look at it, and a second pass that downloads nothing", async () => {
    const out = join(await folderFor("a folder with spaces, ümlauts & more"), "out");
    const first = await run(demo(out, 200, "--json"));
    assertExit(first, 0);
    const { photos } = JSON.parse(first.stdout);
    const rows = await readManifest({ out });
    assert.ok(rows.length > 50);
    assert.equal(photos.downloaded, rows.length);
    for (const { file, bytes } of rows) assert.equal(String((await readFile(join(out, file ?? ""))).length), bytes);
    assertExit(await run(["verify", "--out", wine.windowsPath(out)]), 0);
    const second = await run(demo(out, 200, "--json"));
    assertExit(second, 0);
    assert.deepEqual([JSON.parse(second.stdout).pass, JSON.parse(second.stdout).photos.downloaded], [2, 0]);
  });

  test("A pass that is killed half-way publishes nothing, and the next one takes it up", async () => {
    const out = await folderFor("killed");
    const people = 4_000;
    const running = wine.start(exe, demo(out, people), { timeoutMs });
    await until("300 photos are there", async () => (await photosIn(out)) > 300, running);
    await running.kill();
    await running.ended;
    assert.ok(!(await readdir(out)).includes("manifest.csv"));
    const kept = await photosIn(out);
    const end = await run(demo(out, people, "--json"));
    assertExit(end, 0);
    const { photos } = JSON.parse(end.stdout);
    assert.equal(photos.added, (await readManifest({ out })).length);
    assert.ok(photos.downloaded <= photos.added - kept / 2, `${photos.downloaded} downloaded with ${kept} there`);
    assertExit(await run(["verify", "--out", wine.windowsPath(out)]), 0);
  });

  test("Ctrl+C ends a pass in order, with what it has on record, and the next one goes on", async () => {
    const out = await folderFor("interrupted");
    const people = 4_000;
    const running = wine.start(exe, demo(out, people), { timeoutMs });
    await until("300 photos are there", async () => (await photosIn(out)) > 300, running);
    await running.kill("SIGINT");
    const interrupted = await running.ended;
    assert.equal(interrupted.exitCode, exitCodes.interrupted, interrupted.stderr);
    assert.ok(!(await readdir(out)).includes("manifest.csv"));
    const end = await run(demo(out, people, "--json"));
    assertExit(end, 0);
    const { photos } = JSON.parse(end.stdout);
    assert.ok(photos.downloaded <= photos.added - 300, `${photos.downloaded} of ${photos.added} downloaded again`);
  });

  test("A publish waits for a reader that has manifest.csv open, and goes through when it lets go", async () => {
    const out = await folderFor("read");
    assertExit(await run(demo(out, 40)), 0);
    const before = await readFile(join(out, "manifest.csv"), "utf8");
    const node = join(wine.folder, "node.exe");
    const [binary = ""] = (await readdir(join(cacheDir, "home/.pkg-cache/sea"))).filter((name) =>
      name.endsWith(".exe"),
    );
    await copyFile(join(cacheDir, "home/.pkg-cache/sea", binary), node);
    const [opened, letGo] = [join(out, "opened"), join(out, "let-go")];
    const reader = `
      const fs = require("node:fs");
      const [manifest, opened, letGo] = process.argv.slice(1);
      fs.openSync(manifest, "r");
      fs.writeFileSync(opened, "");
      setInterval(() => { if (fs.existsSync(letGo)) process.exit(0); }, 50);`;
    const paths = [join(out, "manifest.csv"), opened, letGo].map((path) => wine.windowsPath(path));
    const reading = wine.start(node, ["-e", reader, ...paths], { timeoutMs });
    await until("the manifest is open", async () => (await readdir(out)).includes("opened"), reading);
    const passing = wine.start(exe, demo(out, 60, "--log-format", "json"), { timeoutMs });
    await until("it waits", async () => /until another program closes/.test(await passing.stderr()), passing);
    assert.equal(await readFile(join(out, "manifest.csv"), "utf8"), before);
    await writeFile(letGo, "");
    assertExit(await reading.ended, 0);
    assertExit(await passing.ended, 0);
    assert.notEqual(await readFile(join(out, "manifest.csv"), "utf8"), before);
    assertExit(await run(["verify", "--out", wine.windowsPath(out)]), 0);
  });

  test("Renditions come out as on Linux, byte for byte, in a pass as well as one by one", async () => {
    const folder = await folderFor("pictures");
    const names = await putPictures(folder);
    const expected = await renderedHere(folder, names, join(folder, "here"));
    const to = join(folder, "there");
    for (const name of names) {
      const picture = wine.windowsPath(join(folder, name));
      assertExit(await run(["render", picture, ...renditionArgs, "--to", wine.windowsPath(to)]), 0);
    }
    assert.deepEqual(await filesIn(to), expected);

    const out = join(folder, "out");
    assertExit(await run(demo(out, 40, ...renditionArgs)), 0);
    const rows = await readManifest({ out });
    for (const row of rows) {
      const bytes = await readFile(join(out, row.thumbnailFile ?? ""));
      assert.equal(String(bytes.length), row.thumbnailBytes);
      assert.deepEqual([row.thumbnailWidth, row.thumbnailHeight], ["48", "48"]);
    }
    assertExit(await run(["verify", "--out", wine.windowsPath(out)]), 0);
  });

  test("A path of over 260 characters holds an export", async () => {
    const out = await folderFor("long");
    const deep = join(out, ...Array.from({ length: 6 }, () => "a-folder-whose-name-is-fifty-characters-long-or-more"));
    assertExit(await run(demo(deep, 20)), 0);
    assertExit(await run(["verify", "--out", wine.windowsPath(deep)]), 0);
  });

  test("schedule writes a task that starts this very executable", async () => {
    const out = await folderFor("scheduled");
    const xml = join(out, "task.xml");
    const secret = join(out, "secret.txt");
    await writeFile(secret, "not-a-secret");
    const id = "11111111-2222-4333-8444-555555555555";
    const end = await run([
      ...["schedule", "--to", wine.windowsPath(xml), "--out", wine.windowsPath(join(out, "photos of all"))],
      ...[
        "--tenant",
        id,
        "--client-id",
        id,
        "--client-secret-file",
        wine.windowsPath(secret),
        "--principal",
        "CORP\\svc$",
      ],
    ]);
    assertExit(end, 0);
    const text = (await readFile(xml)).toString("utf16le");
    assert.ok(text.startsWith("\uFEFF<?xml"));
    assert.match(text, /<Command>[^<]*exophotos\.exe<\/Command>/i);
    assert.match(text, /photos of all/);
  });
});

async function photosIn(out: string): Promise<number> {
  const names = await readdir(join(out, "photos"), { recursive: true }).catch(() => []);
  return names.filter((name) => name.endsWith(".jpg")).length;
}
