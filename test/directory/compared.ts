import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { strangersPhoto } from "../compare/strangers.ts";
import { runHere } from "../running/here.ts";
import { errorOf } from "../running/said.ts";
import { assertExit, readCsv } from "../running/world.ts";
import { type Domain, sidOf } from "./domain.ts";
import { addAndJoin, firstOf, makeExport, setThumbnail, sync } from "./joined-world.ts";

/** `compare` with a directory as a side, before and after somebody else wrote into it. */
export async function compared(t: TestContext, domain: Domain): Promise<void> {
  const { world, ids } = await makeExport(t, 6);
  for (const [index, id] of ids.entries()) {
    world.tenant.directory.setPhoto(id, { bytes: await strangersPhoto(index, 324), width: 324, height: 324 });
  }
  const users = await addAndJoin(world, domain, "OU=Beside", ids);
  const base = `OU=Beside,${domain.baseDn}`;
  const flags = await domain.accessTo(base);
  assertExit(await sync(world, flags), 0);

  const [, address = "", ...access] = flags;
  const side = `${address}?thumbnailPhoto`;
  const to = join(world.folder, "compared.csv");
  const sidJoin = ["--join", "onPremisesSecurityIdentifier", "--log-format", "text", "--to", to];
  const compare = (...args: readonly string[]) => runHere(["compare", world.out, ...args]);
  const found = async () => new Map((await readCsv(to)).map(({ key = "", result = "" }) => [key, result]));
  const keyOf = (account: string) => sidOf(firstOf(users, account).sid).toLowerCase();
  const sameForAll = new Map([...users.keys()].map((account) => [keyOf(account), "sameBytes"]));

  assertExit(await compare(side, ...access, ...sidJoin), 0);
  assert.deepEqual(new Map([...(await found())].sort()), new Map([...sameForAll].sort()));

  await setThumbnail(domain, "CN=beside2,OU=Beside", await strangersPhoto(40, 324));
  await setThumbnail(domain, "CN=beside4,OU=Beside", undefined);
  const report = join(world.folder, "compared.html");
  const end = await compare(side, ...access, ...sidJoin, "--report", report);
  assertExit(end, 7);
  assert.match(end.stderr, /6 people compared by onPremisesSecurityIdentifier: 4 .*, 1 different, 1 only in A/);
  const expected = new Map(sameForAll).set(keyOf("beside2"), "different").set(keyOf("beside4"), "onlyInA");
  assert.deepEqual(new Map([...(await found())].sort()), new Map([...expected].sort()));
  const row = (await readCsv(to)).find(({ result }) => result === "different");
  assert.equal(row?.b, `CN=beside2,${base}`, "people see where it stands");
  assert.match(await readFile(report, "utf8"), /CN=beside2,OU=Beside/);

  // Where the sides are the other way round, and by a key that a person reads.
  const byAccount = ["--join", "onPremisesSamAccountName", "--json"];
  for (const [index, id] of ids.entries()) {
    world.tenant.directory.setProperty(id, "onPremisesSamAccountName", `BESIDE${index}`);
  }
  assertExit(await world.passHere(), 0);
  const turned = await runHere(["compare", address, world.out, ...access, ...byAccount]);
  assertExit(turned, 7);
  const { counts } = JSON.parse(turned.stdout) as { readonly counts: Readonly<Record<string, number>> };
  assert.equal(`${counts.sameBytes} ${counts.different} ${counts.onlyInB}`, "4 1 1");

  await refused();

  async function refused(): Promise<void> {
    const lacking = errorOf(await compare(side, ...access, "--join", "objectId"), 2);
    assert.match(
      lacking.what,
      /cannot be objectId, which ldaps:.*\?thumbnailPhoto does not have: both sides have user/,
    );
    // In small letters it is the same account, and its password goes into another file.
    const [, , ...wrong] = await domain.accessTo(base, {
      user: domain.administrator.user.toLowerCase(),
      password: "not-the-password",
    });
    assert.match(errorOf(await compare(side, ...wrong), 3).what, /name or the password is wrong/);
    const untrusted = errorOf(await compare(side, ...access.slice(0, 4)), 8);
    assert.match(untrusted.what, /not trusted; its issuer is «CN=Test authority»/);
    const elsewhere = errorOf(await compare(side.replace("OU=Beside", "OU=None"), ...access), 2);
    assert.match(elsewhere.what, /"side-b".*names «OU=None,.*», which localhost:\d+ does not have/);
  }
}
