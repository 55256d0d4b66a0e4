import assert from "node:assert/strict";
import { chmod, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { writeDurably } from "../../src/platform/durable-file.ts";
import { readPrivately, tryPrivateFolder, writePrivately } from "../../src/platform/private-file.ts";
import { icaclsWords, parseAccountSid } from "../../src/platform/windows-acl.ts";

const skip = process.platform === "win32";

test("A private file is for its owner alone from its first byte on, and stays so when it is replaced", {
  skip,
}, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "exophotos-private-"));
  t.after(() => rm(folder, { recursive: true }));
  const path = join(folder, "new", "a");
  await tryPrivateFolder(path);
  assert.deepEqual(await readdir(join(folder, "new")), []);
  async function* looking() {
    const [name = ""] = await readdir(join(folder, "new"));
    assert.equal((await stat(join(folder, "new", name))).mode & 0o777, 0o600, "before anything is written");
    yield "one";
  }
  await writeDurably(path, looking(), { tempDir: join(folder, "new"), privately: true });
  assert.deepEqual(await readPrivately(path), { text: "one", mode: 0o600 });
  await chmod(path, 0o666);
  assert.equal((await readPrivately(path)).mode, 0o666);
  await writePrivately(path, "two");
  assert.deepEqual(await readPrivately(path), { text: "two", mode: 0o600 });
  await writeFile(join(folder, "plain"), "");
  await writeDurably(join(folder, "other"), "", { tempDir: folder });
  assert.equal(
    (await stat(join(folder, "other"))).mode,
    (await stat(join(folder, "plain"))).mode,
    "others are as before",
  );
});

test("On Windows the account is named by its SID, whatever it and the language are", () => {
  const sid = "S-1-5-21-1004336348-1177238915-682003330-512";
  assert.equal(parseAccountSid(`"contoso\\svc exo, photos$","${sid}"\r\n`), sid);
  assert.equal(parseAccountSid('"nt-autorität\\system","S-1-5-18"\r\n'), "S-1-5-18");
  assert.throws(() => parseAccountSid("ERROR: access denied"), /no SID/);
  assert.deepEqual(icaclsWords("C:\\a b\\c.json", sid), ["C:\\a b\\c.json", "/inheritance:r", "/grant:r", `*${sid}:F`]);
});
