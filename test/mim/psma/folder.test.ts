import assert from "node:assert/strict";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { runHere } from "../../running/here.ts";
import { assertExit } from "../../running/world.ts";
import { temporaryFolder } from "../../settings/temporary-folder.ts";
import { mimHost, psmaVersions } from "../mim-host.ts";
import { makeScripts } from "./import-run.ts";

interface Parsed {
  readonly file: string;
  readonly errors: readonly string[];
  readonly onlySeven: readonly string[];
  readonly commands: readonly string[];
}

interface ObjectType {
  readonly objectClass: string;
  readonly attributes: readonly { readonly name: string; readonly type: string }[];
}

const names = ["Export.ps1", "Import.ps1", "Password.ps1", "README.txt", "Schema.ps1", "Start-PhotoImport.ps1"];

test("All scripts parse, hold nothing that only PowerShell 7 knows, and call no cmdlet", async (t) => {
  const host = await mimHost(t);
  if (host === undefined) return;
  const { folder } = await makeScripts(t, { out: "C:\\It's ‘photos’ $(exit)\\" });
  const scripts = (await host({ mode: "parse", folder })).filter((line) => !isEnd(line)) as readonly Parsed[];
  assert.deepEqual(
    scripts,
    names.filter((name) => name.endsWith(".ps1")).map((file) => ({ file, errors: [], onlySeven: [], commands: [] })),
  );
});

test("What only PowerShell 7 knows, and what does not parse, would be found", async (t) => {
  const host = await mimHost(t);
  if (host === undefined) return;
  const folder = await temporaryFolder(t, {
    "a.ps1": "$x = $a ?? 1; $y = $a ? 1 : 2; $a?.b; Get-X && Get-Y\n$z | ForEach-Object -Parallel { 1 }",
    "b.ps1": "if (",
  });
  const [seven, broken] = (await host({ mode: "parse", folder })) as readonly Parsed[];
  const found = seven?.onlySeven.map((token) => token.split(" ")[0]);
  for (const token of ["QuestionQuestion", "TernaryExpressionAst", "AndAnd", "-Parallel"]) {
    assert.ok(found?.includes(token), `${token} in ${found}`);
  }
  assert.ok((broken?.errors.length ?? 0) > 0);
});

test("Each version of the agent reads the schema: one class, one anchor, the photo binary", async (t) => {
  const host = await mimHost(t);
  if (host === undefined) return;
  const { folder } = await makeScripts(t, {});
  const configuration = { ObjectClass: "person" };
  for (const version of psmaVersions) {
    const [type, end] = await host({ mode: "schema", folder, version, configuration });
    const { objectClass, attributes } = type as ObjectType;
    assert.equal(objectClass, version === "5.5.1" ? "EXOUser" : "person");
    assert.deepEqual(
      attributes.map(({ name, type: kind }) => `${name} ${kind}`),
      [
        "Anchor-objectId String",
        "EXOPhoto Binary",
        "EXOPhotoChecksum String",
        "EXOPhotoBytes Integer",
        "EXOPhotoWidth Integer",
        "EXOPhotoHeight Integer",
        "EXOPhotoModified String",
        "userPrincipalName String",
        "mail String",
        "onPremisesSamAccountName String",
        "onPremisesImmutableId String",
        "employeeId String",
        "onPremisesSecurityIdentifier String",
        "onPremisesDomainName String",
      ],
    );
    assert.deepEqual(end, { end: "done", errorsSeen: 0 });
  }
});

test("mim psma writes the folder as Windows PowerShell reads it, and again over its own files", async (t) => {
  const cwd = await temporaryFolder(t);
  const args = ["mim", "psma", "--to", "psma", "--out", "photos"];
  const end = await runHere(args, { cwd });
  assertExit(end, 0);
  const folder = join(cwd, "psma");
  assert.deepEqual((await readdir(folder)).sort(), names);
  for (const name of names) {
    const text = await readFile(join(folder, name), "utf8");
    assert.ok(text.startsWith("\ufeff"), name);
    assert.equal(text.match(/[^\r]\n/), null, name);
    assert.ok(end.stdout.includes(join("psma", name)), end.stdout);
  }
  const script = await readFile(join(folder, "Import.ps1"), "utf8");
  assert.ok(script.includes(`'${join(cwd, "photos")}'`));
  assert.match(await readFile(join(folder, "README.txt"), "utf8"), /Object type EXOUser, anchor objectId/);

  assertExit(await runHere([...args, "--object-class", "person", "--photo", "thumbnail"], { cwd }), 0);
  assert.match(await readFile(join(folder, "Import.ps1"), "utf8"), /\$defaultObjectClass = 'person'/);
  assert.match(await readFile(join(folder, "README.txt"), "utf8"), /EXOPhoto is the rendition thumbnail/);
});

test("mim psma leaves a script alone that somebody else wrote, and all others with it", async (t) => {
  const cwd = await temporaryFolder(t, { "psma/Schema.ps1": "# mine\n" });
  const end = await runHere(["mim", "psma", "--to", "psma"], { cwd });
  assertExit(end, 2);
  assert.match(end.stderr, /Schema\.ps1 is there already and was not written by exophotos/);
  assert.deepEqual(await readdir(join(cwd, "psma")), ["Schema.ps1"]);
  await writeFile(join(cwd, "psma/Schema.ps1"), "");
  assertExit(await runHere(["mim", "psma", "--to", "psma"], { cwd }), 2);
});

function isEnd(line: unknown): boolean {
  return typeof line === "object" && line !== null && "end" in line;
}
