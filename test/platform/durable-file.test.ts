import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { hasCode } from "../../src/errors.ts";
import { flushDirectory, openStaged, writeDurably } from "../../src/platform/durable-file.ts";
import { checksumFile } from "../../src/platform/file-digest.ts";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

describe("writing a file durably", () => {
  let folder = "";
  let tempDir = "";
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "exophotos-durable-"));
    tempDir = join(folder, ".own", "tmp");
  });
  afterEach(() => rm(folder, { recursive: true }));

  it("makes the folders it needs and leaves nothing but the file", async () => {
    const path = join(folder, "photos", "3f", "a.jpg");
    await writeDurably(path, Buffer.from("bytes"), { tempDir });
    assert.equal(await readFile(path, "utf8"), "bytes");
    assert.deepEqual(await readdir(tempDir), []);
  });

  it("replaces what has the name, and takes text, bytes and streams of both", async () => {
    const path = join(folder, "a");
    async function* chunks() {
      yield "zo";
      yield Buffer.from("ë");
    }
    for (const [content, expected] of [
      ["é", "é"],
      [Buffer.from("b"), "b"],
      [chunks(), "zoë"],
      ["", ""],
    ] as const) {
      await writeDurably(path, content, { tempDir });
      assert.equal(await readFile(path, "utf8"), expected);
    }
  });

  it("leaves the old file and no leftover when its content breaks off", async () => {
    const path = join(folder, "a");
    await writeFile(path, "old");
    const broken = new Error("broken off");
    async function* chunks() {
      yield "new";
      throw broken;
    }
    await assert.rejects(writeDurably(path, chunks(), { tempDir }), (error) => error === broken);
    assert.equal(await readFile(path, "utf8"), "old");
    assert.deepEqual(await readdir(tempDir), []);
  });

  it("names the file, what was done to it and the errno when it cannot be written", async () => {
    await writeFile(join(folder, "file"), "");
    const inFile = join(folder, "file", "a");
    await assert.rejects(writeDurably(inFile, "x", { tempDir }), (error) => {
      assert.ok(hasCode(error, "outputFailed"));
      assert.deepEqual(error.facts, { path: inFile, action: "replace", errno: "ENOTDIR" });
      return true;
    });
    const path = join(folder, "a");
    await assert.rejects(writeDurably(path, "x", { tempDir: join(folder, "file", "tmp") }), (error) => {
      assert.ok(hasCode(error, "outputFailed"));
      assert.deepEqual(error.facts, { path, action: "create", errno: "ENOTDIR" });
      return true;
    });
    assert.deepEqual(await readdir(tempDir), []);
  });

  it("writes many files at once", async () => {
    const names = Array.from({ length: 200 }, (_, n) => join(folder, String(n % 7), `${n}`));
    await Promise.all(names.map((name) => writeDurably(name, name, { tempDir })));
    for (const name of names) assert.equal(await readFile(name, "utf8"), name);
  });

  it("stages a file whose size and SHA-256 are known before it has its name", async () => {
    const path = join(folder, "manifest.csv");
    const staged = await openStaged(path, { tempDir });
    await staged.write("zo");
    await staged.write(Buffer.from("ë"));
    assert.deepEqual(await staged.seal(), { bytes: 4, sha256: sha256("zoë") });
    await assert.rejects(readFile(path), { code: "ENOENT" });
    await staged.commit();
    await staged.discard();
    assert.equal(await readFile(path, "utf8"), "zoë");
  });

  it("removes a staged file that is discarded, sealed or not", async () => {
    const path = join(folder, "manifest.csv");
    const open = await openStaged(path, { tempDir });
    await open.write("x");
    const sealed = await openStaged(path, { tempDir });
    await sealed.seal();
    for (const staged of [open, sealed]) await staged.discard();
    await open.discard();
    assert.deepEqual(await readdir(tempDir), []);
    await assert.rejects(readFile(path), { code: "ENOENT" });
  });

  it("flushes a folder, and says so when there is none", async () => {
    await flushDirectory(folder);
    if (process.platform === "win32") return;
    const missing = join(folder, "none");
    await assert.rejects(flushDirectory(missing), (error) => hasCode(error, "outputFailed"));
  });

  it("takes the checksum of a file of any size, and none of a file that is not there", async () => {
    const path = join(folder, "big");
    const text = "0123456789".repeat(60_000);
    await writeFile(path, text);
    assert.deepEqual(await checksumFile(path, "sha256"), { bytes: 600_000, checksum: sha256(text) });
    assert.equal((await checksumFile(path, "md5"))?.checksum, createHash("md5").update(text).digest("hex"));
    assert.equal(await checksumFile(join(folder, "none"), "sha256"), undefined);
    await assert.rejects(checksumFile(folder, "sha256"), (error) => hasCode(error, "outputFailed"));
  });
});
