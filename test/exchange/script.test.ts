import assert from "node:assert/strict";
import { copyFile, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { type MimHost, mimHost } from "../mim/mim-host.ts";
import { readPublished } from "../running/published.ts";
import { assertExit } from "../running/world.ts";
import { temporaryFolder } from "../settings/temporary-folder.ts";
import { makeExchangeWorld } from "./exchange-world.ts";

const script = join(import.meta.dirname, "../../release/Get-MailboxesWithPicture.ps1");

interface Parsed {
  readonly errors: readonly string[];
  readonly onlySeven: readonly string[];
  readonly commands: readonly string[];
}

/** What the script said, how it connected, and its file; undefined where there is none. */
interface ScriptRun {
  readonly said: string;
  readonly calls: string;
  readonly csv: string | undefined;
  readonly files: readonly string[];
}

/** Runs the script with a stand-in for the module's commands, which gives the lines of `mailboxes` as mailboxes. */
async function runScript(
  t: TestContext,
  host: MimHost,
  { mailboxes, args, before }: { readonly mailboxes: string; readonly args: string; readonly before?: string },
): Promise<ScriptRun> {
  const folder = await temporaryFolder(t);
  await copyFile(script, join(folder, "script.ps1"));
  const out = join(folder, "out");
  await mkdir(out);
  if (before !== undefined) await writeFile(join(out, "people.csv"), before);
  await writeFile(
    join(folder, "Schema.ps1"),
    `param($User, $Password, $Credentials)
     $calls = [System.Collections.Generic.List[string]]::new()
     function Import-Module { $calls.Add('import ' + ($args -join ' ')) }
     function Connect-ExchangeOnline { $calls.Add('connect ' + (($args | ForEach-Object { [string]$_ }) -join ' ')) }
     function Disconnect-ExchangeOnline { $calls.Add('disconnect') }
     function Get-EXOMailbox { $calls.Add('list ' + (($args | ForEach-Object { $_ }) -join ' ')); ${mailboxes} }
     $said = try { & '${folder}/script.ps1' ${args} } catch { 'failed: ' + $_.Exception.Message }
     [System.IO.File]::WriteAllText('${folder}/said.txt', [string]$said)
     [System.IO.File]::WriteAllLines('${folder}/calls.txt', $calls)`,
  );
  await host({ mode: "schema", folder, version: "5.5.1" });
  const files = await readdir(out);
  return {
    said: await readFile(join(folder, "said.txt"), "utf8"),
    calls: await readFile(join(folder, "calls.txt"), "utf8"),
    csv: files.includes("people.csv") ? await readFile(join(out, "people.csv"), "utf8") : undefined,
    files,
  };
}

function mailbox(id: string, name: string, hasPicture: boolean): string {
  const text = (value: string) => `'${value.replaceAll("'", "''")}'`;
  return `[pscustomobject]@{ ExternalDirectoryObjectId = ${text(id)}; UserPrincipalName = ${text(name)}; HasPicture = $${hasPicture} }`;
}

test("Get-MailboxesWithPicture.ps1 parses, holds nothing that only PowerShell 7 knows, and calls the module alone", async (t) => {
  const host = await mimHost(t);
  if (host === undefined) return;
  const folder = await temporaryFolder(t);
  await copyFile(script, join(folder, "script.ps1"));
  const [parsed] = (await host({ mode: "parse", folder })) as readonly Parsed[];
  assert.deepEqual([parsed?.errors, parsed?.onlySeven], [[], []]);
  const own = [
    "Import-Module",
    "Connect-ExchangeOnline",
    "Disconnect-ExchangeOnline",
    "Get-EXOMailbox",
    "ForEach-Object",
    "Set-StrictMode",
  ];
  assert.deepEqual(
    parsed?.commands.filter((name) => !own.includes(name) && !name.startsWith("&")),
    [],
  );
});

test("The file that it writes is one that --users-from reads", async (t) => {
  const host = await mimHost(t);
  if (host === undefined) return;
  const world = await makeExchangeWorld(t, { people: 60 });
  const { directory } = world.tenant;
  const ids = [...directory.ids()];
  const pictures = world.mailboxes("a photo");
  const mailboxes = ids.map((id) =>
    mailbox(id, String(directory.person(id)?.userPrincipalName), pictures.includes(id)),
  );
  const system = mailbox("", 'system "mailbox"', true);
  const args = `-Path '${world.folder}/people.csv' -AppId a -CertificateThumbprint b -Organization contoso.example`;
  const run = await runScript(t, host, { mailboxes: [...mailboxes, system].join("; "), args });
  assert.match(run.said, new RegExp(`^${pictures.length} mailboxes with a picture are in `));
  assert.match(
    run.calls,
    /^import ExchangeOnlineManagement.*\nconnect .*contoso\.example.*\nlist .*Unlimited.*HasPicture\n/,
  );
  assert.match(run.calls, /\ndisconnect\n$/);
  assertExit(await world.passHere(["--users-from", join(world.folder, "people.csv")]), 0);
  assert.deepEqual([...(await readPublished(world)).rows.keys()], pictures.toSorted());
});

test("A listing that fails, is empty or does not say HasPicture leaves the file as it was, and no other beside it", async (t) => {
  const host = await mimHost(t);
  if (host === undefined) return;
  const somebody = mailbox("8b6e1c2a-5d0f-4f5e-9f6e-0c2b7a1d3e4f", "a@contoso.example", true);
  const cases: readonly [string, RegExp][] = [
    [`${somebody}; throw 'the connection was lost'`, /failed: the connection was lost/],
    ["", /failed: No mailbox says/],
    [somebody.replace("HasPicture", "Other"), /failed: .*HasPicture/],
  ];
  for (const [mailboxes, says] of cases) {
    const args = `-Path ($PSScriptRoot + '/out/people.csv')`;
    const run = await runScript(t, host, { mailboxes, args, before: "as it was" });
    assert.match(run.said, says);
    assert.deepEqual([run.csv, run.files], ["as it was", ["people.csv"]]);
    assert.match(run.calls, /disconnect/);
  }
});
