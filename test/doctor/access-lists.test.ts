import assert from "node:assert/strict";
import { test } from "node:test";
import { namesWith } from "../../src/cli/explanation.ts";
import { wordsOf } from "../../src/commands/doctor-words.ts";
import { checkLists } from "../../src/doctor/access-check.ts";
import { statusOf } from "../../src/doctor/finding.ts";
import { wideGroupsWith } from "../../src/doctor/sddl.ts";
import { accessListScript, listsIn } from "../../src/platform/access-lists.ts";
import { powershellEngine } from "../running/powershell.ts";

const names = (access: "read" | "write", sddl: string) => wideGroupsWith(access, sddl).map(({ name }) => name);

test("Of an access control list the groups are named that hold everybody, for what they may", () => {
  const cases: readonly (readonly [about: string, sddl: string, read: string, write: string])[] = [
    [
      "as task-scheduler.md sets OUT",
      "O:BAG:SYD:PAI(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;0x1301bf;;;S-1-5-21-1-2-3-1105)(A;OICI;0x1200a9;;;S-1-5-21-1-2-3-1106)",
      "",
      "",
    ],
    [
      "a folder made on a data disk",
      "O:BAG:DUD:AI(A;OICIID;FA;;;BA)(A;OICIID;FA;;;SY)(A;OICIID;0x1301bf;;;AU)(A;OICIID;0x1200a9;;;BU)",
      "Authenticated Users, Users",
      "Authenticated Users",
    ],
    [
      "ProgramData: Users may add files",
      "D:AI(A;OICIID;FA;;;SY)(A;OICIID;0x1200a9;;;BU)(A;CIID;DCLCRPCR;;;BU)",
      "Users",
      "Users",
    ],
    ["Everyone, by SID", "D:(A;;FR;;;S-1-1-0)", "Everyone", ""],
    ["for what is made in it only", "D:P(A;OICIIO;GR;;;WD)", "Everyone", ""],
    ["full access, generic", "D:P(A;;GA;;;WD)", "Everyone", "Everyone"],
    ["may change the list", "D:P(A;;WD;;;BU)", "", "Users"],
    ["attributes alone", "D:P(A;;0x100080;;;WD)", "", ""],
    ["to pass through alone", "D:P(A;;FX;;;BU)", "", ""],
    [
      "the domain's users and guests",
      "D:P(A;;FR;;;S-1-5-21-11-22-33-513)(A;;FR;;;S-1-5-21-11-22-33-514)",
      "Domain Users, Domain Guests",
      "",
    ],
    ["a user of the domain whose number looks like it", "D:P(A;;FR;;;S-1-5-21-11-22-33-51301)", "", ""],
    ["denied before", "D:P(D;;FA;;;BU)(A;;FR;;;BU)", "", ""],
    ["denied to everyone before", "D:P(D;;FW;;;WD)(A;;FA;;;AU)", "Authenticated Users", "Authenticated Users"],
    ["denied after, which comes too late", "D:P(A;;FR;;;BU)(D;;FA;;;BU)", "Users", ""],
    [
      "under a condition",
      'D:P(XA;;FX;;;S-1-1-0;(@User.Title=="PM (x)"))(XA;;FR;;;BU;(Member_of {SID(BA)}))',
      "Users",
      "",
    ],
    ["audit entries are none", "D:P(A;;FA;;;BA)S:(AU;SAFA;FA;;;WD)", "", ""],
    ["an empty list: nobody", "D:P", "", ""],
    ["no list: everybody", "O:BAG:SY", "Everyone", "Everyone"],
    ["no list, said so", "D:NO_ACCESS_CONTROL", "Everyone", "Everyone"],
  ];
  for (const [about, sddl, read, write] of cases) {
    assert.deepEqual([names("read", sddl).join(", "), names("write", sddl).join(", ")], [read, write], about);
  }
});

const closed = "D:PAI(A;OICI;FA;;;SY)";
const wishes = { secretFiles: ["C:\\s\\secret.txt"], out: "D:\\out", fileMode: "0600" } as const;

test("Doctor warns of what everybody can read or write, with the commands that take it away", async () => {
  const lists = new Map([
    ["C:\\s\\secret.txt", "D:AI(A;ID;FR;;;BU)"],
    ["D:\\out", "D:AI(A;OICIID;0x1301bf;;;AU)(A;OICIID;0x1200a9;;;BU)"],
  ]);
  const finding = await checkLists(wishes, async () => lists);
  assert.equal(statusOf(finding), "warning");
  const { what, details, todo } = wordsOf(finding, namesWith(undefined));
  assert.equal(
    what,
    "The access control lists let Users read C:\\s\\secret.txt; and Authenticated Users, Users read D:\\out; and Authenticated Users write or delete in D:\\out.",
  );
  assert.deepEqual(details, [
    'icacls "C:\\s\\secret.txt" /inheritance:d; icacls "C:\\s\\secret.txt" /remove:g *S-1-5-32-545',
    'icacls "D:\\out" /inheritance:d; icacls "D:\\out" /remove:g *S-1-5-11 *S-1-5-32-545',
  ]);
  assert.match(todo ?? "", /task-scheduler\.md/);
});

test("The folder that photos are made in counts too, and where no list can be read doctor says how to look", async () => {
  const temp = [...(await askedFor())].at(-1) ?? "";
  assert.match(temp, /\.exophotos.tmp$/);
  const open = await checkLists(
    wishes,
    async () =>
      new Map([
        ["D:\\out", closed],
        [temp, "D:P(A;OICIIO;FR;;;WD)"],
      ]),
  );
  assert.equal(open.kind, "accessGranted");
  const shut = await checkLists(
    wishes,
    async () =>
      new Map([
        ["D:\\out", closed],
        [temp, closed],
      ]),
  );
  assert.deepEqual(shut, { kind: "accessClosed", paths: 2 });
  for (const unseen of [undefined, new Map<string, string>()]) {
    assert.equal((await checkLists(wishes, async () => unseen)).kind, "accessUnseen");
  }
});

async function askedFor(): Promise<readonly string[]> {
  const asked: string[] = [];
  await checkLists(wishes, async (paths) => {
    asked.push(...paths);
    return undefined;
  });
  return asked;
}

test("PowerShell is given paths as they are, also with quotes, and what it cannot look at is left out", async (t) => {
  const run = await powershellEngine(t, "the access control lists");
  if (run === undefined) return;
  // Only Windows has the cmdlet.
  const cmdlet = `
function Get-Acl { [CmdletBinding()] param([string] $LiteralPath)
    if ($LiteralPath -like '*missing*') { throw 'not found' }
    [pscustomobject] @{ Sddl = 'D:of ' + $LiteralPath }
}`;
  const paths = ["C:\\a'b\\$env:x", "C:\\missing", "D:\\Fotos ‘ä’\\`n"];
  const output = (await run(cmdlet + accessListScript(paths), [])).join("\n");
  assert.deepEqual(
    [...listsIn(output, paths)],
    [
      ["C:\\a'b\\$env:x", "D:of C:\\a'b\\$env:x"],
      ["D:\\Fotos ‘ä’\\`n", "D:of D:\\Fotos ‘ä’\\`n"],
    ],
  );
});
