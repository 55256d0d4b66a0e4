import assert from "node:assert/strict";
import { test } from "node:test";
import { parseCommandLine } from "../../src/cli/parse.ts";
import type { Environment } from "../../src/settings/environment.ts";

async function linksOf(args: string, env: Environment = {}) {
  const line = await parseCommandLine(["demo", "--out", "out", ...args.split(" ").filter(Boolean)], {
    env,
    cwd: "/",
    columns: 100,
  });
  assert.ok(line.kind === "run" && line.verb === "demo");
  return line.settings.pass.links;
}

test("A folder is named by Graph's property, whatever operators call it, and may be of a rendition", async () => {
  const photo = (property: string) => ({ property, rendition: undefined });
  assert.deepEqual(await linksOf(""), []);
  assert.deepEqual(await linksOf("--links UPN --links sAMAccountName --links EMPLOYEEID"), [
    photo("userPrincipalName"),
    photo("onPremisesSamAccountName"),
    photo("employeeId"),
  ]);
  assert.deepEqual(await linksOf("--rendition badge=240x240 --links mail --links mail=badge"), [
    photo("mail"),
    { property: "mail", rendition: "badge" },
  ]);
  const env = { EXOPHOTOS_LINKS: "immutableId; mailNickname" };
  assert.deepEqual(await linksOf("", env), [photo("onPremisesImmutableId"), photo("mailNickname")]);
});

const refused: readonly (readonly [args: string, problem: RegExp])[] = [
  ["--links ../mail", /"links","origin":"--links","problem":"must be PROPERTY or PROPERTY=RENDITION/],
  ["--links mail=", /must be PROPERTY or PROPERTY=RENDITION/],
  ["--links department", /names department: it must be one of .*mailNickname, or a Graph property that --columns/],
  ["--links phash", /names phash/],
  ["--links mail=badge", /names the rendition badge, which is not made: add --rendition badge=WIDTHxHEIGHT/],
  ["--links UPN --links userPrincipalName", /names userPrincipalName twice/],
];

for (const [args, problem] of refused) {
  test(`${args} is refused, and it is said why`, () => assert.rejects(linksOf(args), { message: problem }));
}

test("A column that --columns appends may name files, and one that --basic-columns empties may not", async () => {
  const id = "8b6e1c2a-5d0f-4f5e-9f6e-0c2b7a1d3e4f";
  const scheduled = (args: string) =>
    parseCommandLine(
      `schedule --to t.xml --principal x --out o --tenant ${id} --client-id ${id} --managed-identity system ${args}`.split(
        " ",
      ),
      { env: {}, cwd: "/", columns: 100 },
    );
  const line = await scheduled("--columns department --links department");
  assert.ok(line.kind === "run" && line.verb === "schedule");
  assert.ok(line.settings.exportWords.includes("--links=department"));
  const refusal = { message: /names employeeId, which --basic-columns leaves empty/ };
  await assert.rejects(scheduled("--basic-columns --links employeeId"), refusal);
  assert.ok(await scheduled("--basic-columns --links UPN"));
});
