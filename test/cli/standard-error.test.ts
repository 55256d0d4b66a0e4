import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { type Verb, verbs } from "../../src/settings/verb.ts";
import { runCommand } from "../running/command.ts";
import { runHere } from "../running/here.ts";
import { errorOf, logLines } from "../running/said.ts";
import { assertExit, makeWorld, type World } from "../running/world.ts";

/** A command line of each verb that ends well; verbs that are not here end with what is missing. */
const commandLines: Readonly<Partial<Record<Verb, (world: World) => readonly string[]>>> = {
  export: ({ access, out }) => [...access, "--out", out],
  verify: ({ out }) => [out],
  explain: ({ out, tenant }) => [[...tenant.directory.ids()][0] ?? "", "--out", out],
  changes: ({ out }) => [out, "--since", "@reader"],
  "mim psma": ({ folder, out }) => ["--to", join(folder, "psma"), "--out", out],
  "mim file": ({ folder, out }) => [out, "--format", "delimited", "--type", "full", "--to", join(folder, "file.csv")],
  compare: ({ folder, out }) => [out, out, "--to", join(folder, "compared.csv")],
  push: ({ access, folder }) => [...access, "--delete", "--list", join(folder, "list.csv"), "--dry-run"],
  schedule: ({ access, folder, out }) => [
    ...["--to", join(folder, "task.xml"), "--principal", "CONTOSO\\svc-exophotos$", "--daily", "03:00"],
    ...[...access, "--out", out],
  ],
  doctor: ({ access, out }) => [...access, "--out", out],
  report: ({ folder, out }) => [out, "--to", join(folder, "report.html")],
  "config show": () => ["push"],
  "config schema": () => [],
  completion: ({ folder }) => ["bash", "--to", join(folder, "completion.bash")],
  demo: ({ folder }) => ["--out", join(folder, "demo"), "--people", "20"],
};

test("Without a terminal each line on standard error is a log line, whatever the verb, and nobody is told what to do next", async (t) => {
  const permissions = ["User.Read.All", "ProfilePhoto.ReadWrite.All"];
  const world = await makeWorld(t, { people: 40, photoBytes: "small", permissions });
  assertExit(await world.passHere(), 0);
  await writeFile(join(world.folder, "list.csv"), "person\r\nnobody@contoso.com\r\n");
  for (const verb of verbs) {
    await t.test(verb, async () => {
      const words = commandLines[verb]?.(world);
      for (const more of [[], ["--quiet"], ["--verbose"]]) {
        const end = await runHere([...verb.split(" "), ...(words ?? []), ...more]);
        if (words === undefined) assert.equal(end.exitCode, 2, end.stderr);
        else assert.ok([0, 4].includes(end.exitCode ?? 1), `exit ${end.exitCode}\n${end.stderr}`);
        for (const { event, msg } of logLines(end)) {
          assert.equal(typeof event, "string");
          assert.doesNotMatch(String(msg), /^Next:/);
        }
        assert.ok(!`${end.stdout}${end.stderr}`.includes("\u001b"));
      }
    });
  }
});

test("Log lines never have colour; sentences that are no terminal's only by FORCE_COLOR", async () => {
  const saidBy = async (env: Readonly<Record<string, string>>, ...words: readonly string[]) =>
    (await runCommand(["verify", ...words], { env })).stderr;
  assert.ok(!(await saidBy({ FORCE_COLOR: "1" })).includes("\u001b"));
  assert.ok((await saidBy({ FORCE_COLOR: "1" }, "--log-format", "text")).startsWith("\u001b["));
  const plain = await saidBy({}, "--log-format=text");
  assert.ok(plain.startsWith("Error: ") && !plain.includes("\u001b"), plain);
});

test("Without a verb the help is printed, and it is a mistake all the same", async () => {
  const end = await runHere([]);
  assert.match(end.stdout, /exophotos export /);
  assert.match(errorOf(end, 2).what, /^A verb is missing\.$/);
});
