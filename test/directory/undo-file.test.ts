import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { broughtValues, loadUndo } from "../../src/directory/read-undo.ts";
import { UndoFile } from "../../src/directory/undo-file.ts";
import { type Wish, wishesAfter } from "../../src/directory/wish.ts";
import { openWorkspace } from "../../src/directory/workspace.ts";

test("what an undo file holds comes back byte for byte, whatever the names and values are", async (t) => {
  const path = join(await folder(t), "undo.ldif");
  const values = [Buffer.alloc(0), Buffer.from("plain text "), Buffer.from([0, 10, 13, 255]), Buffer.alloc(5_000, 7)];
  const undo = await UndoFile.create(path);
  await Promise.all([undo.add(sampleWish, values), undo.add({ ...sampleWish, attribute: "thumbnailPhoto" }, [])]);
  await assert.rejects(readFile(path), { code: "ENOENT" }, "it has no name before it is complete");
  await undo.keep();
  const text = await readFile(path, "latin1");
  assert.match(text, /^[\r\n -~]*$/, "all of it is ASCII");
  assert.ok(text.split("\r\n").every((line) => line.length <= 76 || line.startsWith("#")));

  const workspace = openWorkspace();
  t.after(() => workspace.close());
  await loadUndo(workspace, path);
  const [first, second, ...others] = wishesAfter(workspace, "unseen", 0, 10);
  assert.ok(first !== undefined && second !== undefined && others.length === 0);
  const { dn, guid, userPrincipalName, onlyOver } = first;
  assert.deepEqual({ dn, guid, userPrincipalName, onlyOver }, expected);
  assert.deepEqual(
    broughtValues(workspace, first.id).map((value) => Buffer.from(value)),
    values,
  );
  assert.deepEqual(broughtValues(workspace, second.id), []);
  assert.equal(second.wanted, "");
});

test("an undo file that is cut off, foreign or changed is refused as a whole", async (t) => {
  const path = join(await folder(t), "undo.ldif");
  const undo = await UndoFile.create(path);
  await undo.add(sampleWish, [Buffer.alloc(300, 1)]);
  await undo.keep();
  const whole = await readFile(path, "latin1");
  const changed = {
    cut: whole.slice(0, -20),
    "cut in a record": whole.slice(0, 400),
    "with a record twice": whole.replace(/# exophotos: .*?-\r\n\r\n/s, "$&$&"),
    "by another tool": "dn: CN=a\nchangetype: modify\nreplace: thumbnailPhoto\n-\n\n",
    "for another attribute": whole.replace("replace: jpegPhoto", "replace: userPassword"),
    "with more behind it": `${whole}dn: CN=a\r\n`,
    empty: "",
  };
  for (const [name, text] of Object.entries(changed)) {
    await writeFile(path, text, "latin1");
    const workspace = openWorkspace();
    await assert.rejects(loadUndo(workspace, path), { code: "undoDamaged" }, name);
    workspace.close();
  }
  await rm(path);
  const workspace = openWorkspace();
  t.after(() => workspace.close());
  await assert.rejects(loadUndo(workspace, path), { code: "outputFailed" });
});

const expected = {
  dn: "CN=Zo\u00eb \\, \u{1F600}\r\n,DC=a",
  guid: "00112233-4455-6677-8899-aabbccddeeff",
  userPrincipalName: "zo\u00eb@contoso.com",
  onlyOver: "abcd",
};

const sampleWish: Wish = {
  ...expected,
  id: 1,
  objectId: "8b6e1c2a-5d0f-4f5e-9f6e-0c2b7a1d3e4f",
  attribute: "jpegPhoto",
  file: "photos/8b/x.jpg",
  bytes: 3,
  algorithm: "sha256",
  wanted: "abcd",
  onlyOver: undefined,
  previous: "",
};

async function folder(t: TestContext): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "exophotos-undo-"));
  t.after(() => rm(path, { recursive: true, force: true }));
  return path;
}
