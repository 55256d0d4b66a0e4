import assert from "node:assert/strict";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { type Domain, sidOf, startDomain } from "../directory/domain.ts";
import { powershellEngine } from "../running/powershell.ts";
import { readManifest } from "../running/world.ts";
import { type Call, readCalls } from "./calls.ts";
import { runsInDirectory } from "./directory-calls.ts";
import { bindPasswordFile, type ExampleWorld, exampleWorld, exportExamples } from "./example-world.ts";
import { readDocument } from "./pages.ts";

const contosoStaff = "ldaps://dc1.contoso.com/OU=Staff,DC=contoso,DC=com";
const contosoUndo = /ad-\d{8}T\d{9}Z\.ldif/;

test("the documents' commands for a directory work in one, and what they wrote is played back", async (t) => {
  const engine = await powershellEngine(t, "the documents' PowerShell");
  const domain = await startDomain(t);
  if (engine === undefined || domain === undefined) return;
  const pages = await Promise.all(["ad-write-back.md", "compare.md"].map(readDocument));
  const calls = (await readCalls(pages, engine)).filter(runsInDirectory);
  const [look, restore, compare, ...others] = calls;
  assert.ok(look !== undefined && restore !== undefined && compare !== undefined);
  assert.deepEqual(others, [], "each has its place below");

  const world = await exampleWorld(t);
  const photos = await joinEverybody(world, domain);
  const changed = async () => {
    const users = await domain.users("OU=Staff");
    return [...users.values()].filter(({ thumbnail }) => thumbnail !== undefined).length;
  };

  await runThere(world, domain, look, look.words);
  assert.equal(await changed(), 0);
  const [sync, ...syncWords] = withoutDryRun(look);
  await runThere(world, domain, look, [sync ?? "", ...syncWords]);
  assert.equal(await changed(), photos);
  await runThere(world, domain, compare, compare.words);
  await runThere(world, domain, restore, restore.words);
  assert.equal(await changed(), 0);
});

/** Gives everybody of the tenant an account in the directory, exports them, and returns how many have a photo. */
async function joinEverybody(world: ExampleWorld, domain: Domain): Promise<number> {
  const { directory } = world.tenant;
  const ids = [...directory.ids()];
  const accounts = ids.map((_, index) => ({ account: `staff${index}` }));
  const users = await domain.add("OU=Staff", accounts);
  for (const [index, id] of ids.entries()) {
    const user = users.get(`staff${index}`);
    assert.ok(user !== undefined);
    directory.setProperty(id, "onPremisesSecurityIdentifier", sidOf(user.sid));
  }
  await exportExamples(world);
  return (await readManifest(world)).filter(({ file }) => file !== "").length;
}

function withoutDryRun({ words }: Call): readonly string[] {
  return words.filter((word) => word !== "--dry-run");
}

/** Runs a call with this domain's names in place of Contoso's, and the name of the undo file that is there. */
async function runThere(world: ExampleWorld, domain: Domain, { shown }: Call, words: readonly string[]): Promise<void> {
  const { port, baseDn, administrator, caFile } = domain;
  await writeFile(join(world.folder, bindPasswordFile), administrator.password);
  const [undo = ""] = await readdir(join(world.out, ".exophotos", "undo")).catch(() => []);
  const ours = words.map((word) =>
    word
      .replace(contosoStaff, `ldaps://localhost:${port}/OU=Staff,${baseDn}`)
      .replace("svc-exophotos@contoso.com", administrator.user)
      .replace(/^D:\\exophotos\\out\\\.exophotos\\undo\\(.*)$/, (_, name: string) => {
        assert.match(name, contosoUndo);
        return join(world.out, ".exophotos", "undo", undo);
      }),
  );
  const end = await world.run([...ours, "--ca-certificate", caFile]);
  assert.equal(end.exitCode, 0, `${shown}\n${end.stderr}`);
}
