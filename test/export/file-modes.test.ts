import assert from "node:assert/strict";
import { chmod, chown, mkdir, readdir, rm, stat, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { test } from "node:test";
import { runCommand } from "../running/command.ts";
import { assertExit, makeWorld, readManifest } from "../running/world.ts";

const skip = process.platform === "win32";
const everything = ["--rendition", "thumbnail=48x48", "--links", "UPN"];

interface Made {
  readonly kind: "file" | "folder";
  /** Octal digits. */
  readonly mode: string;
}

/** What lies in a folder by its name there, the folder itself as "". */
async function madeIn(root: string, at = root): Promise<ReadonlyMap<string, Made>> {
  const found = await stat(at);
  const kind = found.isDirectory() ? "folder" : "file";
  const made = new Map<string, Made>([[relative(root, at), { kind, mode: (found.mode & 0o7777).toString(8) }]]);
  if (kind === "file") return made;
  for (const name of await readdir(at))
    for (const [below, one] of await madeIn(root, join(at, name))) made.set(below, one);
  return made;
}

const isOwn = (name: string) => name === ".exophotos" || name.startsWith(".exophotos/");

/** As a command of a shell with this umask. */
function withUmask(umask: string) {
  return { runBy: ["sh", "-c", `umask ${umask}; exec "$@"`, "sh"] };
}

test("What an export makes is for its account alone, even where the umask would let everybody in", {
  skip,
}, async (t) => {
  const world = await makeWorld(t, { people: 12, photoBytes: "small" });
  const stateDir = join(world.folder, "state", "of-out");
  const args = [...everything, "--state-dir", stateDir, "--report", join(world.out, "report.html")];
  assertExit(await world.pass(args, withUmask("000")), 0);
  const made = await madeIn(world.out);
  assert.ok([...made.keys()].some((name) => name.startsWith("by-userPrincipalName/")));
  for (const folder of [made, await madeIn(stateDir)]) {
    for (const [name, { kind, mode }] of folder) assert.equal(mode, kind === "folder" ? "700" : "600", name);
  }
});

test("--file-mode lets a group or everybody read what readers need, and never state and logs", { skip }, async (t) => {
  for (const [given, files, folders] of [
    ["0640", "640", "750"],
    ["0644", "644", "755"],
  ] as const) {
    const world = await makeWorld(t, { people: 6, photoBytes: "small" });
    const copy = join(world.folder, "copy.csv");
    const args = [...everything, "--manifest-copy", copy, "--report", join(world.out, "report.html")];
    assertExit(await world.pass([...args, "--file-mode", given], withUmask("077")), 0);
    const made = await madeIn(world.out);
    for (const [name, { kind, mode }] of made) {
      if (!isOwn(name)) assert.equal(mode, kind === "folder" ? folders : files, name);
    }
    assert.equal(made.get(".exophotos")?.mode, "700", "nobody else gets to what is in it");
    for (const own of ["state.db", "lock.db", "logs/1.ndjson"]) {
      assert.equal(made.get(`.exophotos/${own}`)?.mode, "600", own);
    }
    assert.equal((await madeIn(copy)).get("")?.mode, files);
  }
});

test("Files that are there keep their modes; each new one has that of the pass, and of a repair the last pass's", {
  skip,
}, async (t) => {
  const world = await makeWorld(t, { people: 8, photoBytes: "small" });
  assertExit(await world.passHere(["--file-mode", "0644"]), 0);
  const [first, second] = await readManifest(world);
  assert.ok(first?.file !== undefined && second?.file !== undefined);
  await chmod(join(world.out, first.file), 0o604);
  assertExit(await world.passHere(["--file-mode", "0640"]), 0);
  const made = await madeIn(world.out);
  assert.equal(made.get(first.file)?.mode, "604");
  assert.equal(made.get(second.file)?.mode, "644");
  assert.equal(made.get("manifest.csv")?.mode, "640", "it is a new file after each pass");
  await rm(join(world.out, second.file));
  assertExit(await runCommand(["verify", ...world.access, "--out", world.out, "--repair"]), 0);
  assert.equal((await madeIn(world.out)).get(second.file)?.mode, "640");
});

test("A file outside OUT that is named for others has the umask of the account, as before", { skip }, async (t) => {
  const world = await makeWorld(t, { people: 4, photoBytes: "small" });
  const metrics = join(world.folder, "m.prom");
  const to = join(world.folder, "changes.csv");
  const asUsual = withUmask("022");
  assertExit(await world.pass(["--metrics", metrics], asUsual), 0);
  assertExit(await runCommand(["changes", world.out, "--since", "0", "--to", to], asUsual), 0);
  for (const path of [metrics, to]) assert.equal((await madeIn(path)).get("")?.mode, "644", path);
});

test("An OUT that is there keeps its mode, and gives its group to what is made in it where it has the set-group-ID bit", {
  skip,
}, async (t) => {
  const world = await makeWorld(t, { people: 4, photoBytes: "small" });
  const [user = 0, ownGroup = 0] = [process.getuid?.(), process.getgid?.()];
  const group = user === 0 ? 4242 : ownGroup;
  await mkdir(world.out);
  await chown(world.out, user, group);
  await chmod(world.out, 0o2750);
  assertExit(await world.passHere(["--file-mode", "0640"]), 0);
  const made = await madeIn(world.out);
  for (const name of ["", "photos"]) assert.equal(made.get(name)?.mode, "2750", name);
  const [{ file = "" } = {}] = await readManifest(world);
  for (const name of ["manifest.csv", file]) assert.equal((await stat(join(world.out, name))).gid, group, name);
});

test("A mode that lets others write, or is none, is refused with those that there are", async (t) => {
  const world = await makeWorld(t, { people: 1 });
  for (const mode of ["0666", "0777", "rw-r--r--"]) {
    const end = await world.passHere(["--file-mode", mode]);
    assertExit(end, 2);
    assert.match(end.stderr, /must be one of 0600, 0640, 0644/);
  }
  const config = join(world.folder, "exophotos.json");
  await writeFile(config, JSON.stringify({ fileMode: "640" }));
  const end = await world.passHere(["--config", config]);
  assertExit(end, 2);
  assert.match(end.stderr, /0640/);
});
