import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import net from "node:net";
import type { TestContext } from "node:test";
import fc from "fast-check";
import { exitCodes } from "../../../src/cli/exit-codes.ts";
import { flagName, settingKeys } from "../../../src/settings/table.ts";
import { verbs } from "../../../src/settings/verb.ts";
import { runHere } from "../../running/here.ts";
import { hostileText } from "./hostile-text.ts";

const flags = settingKeys.map((key) => `--${flagName(key)}`);
const spelling = fc.constantFrom(
  (flag: string) => flag,
  (flag: string) => flag.replace("--", "-"),
  (flag: string) => `${flag}s`,
  (flag: string) => flag.replace("--", "--no-"),
  (flag: string) => flag.slice(0, -2),
);
/** Paths that are given stay inside of the folder: that nothing else is written is what is asked. */
const word = fc.oneof(
  hostileText.map((text) => text.replaceAll(/[/\\]/g, "").replace(/^(?=\.+$)/, "x")),
  fc.constantFrom(
    "",
    "-",
    "--",
    "---",
    "0",
    "-1",
    "1e309",
    "NaN",
    "10000000-0000-4000-8000-000000000000",
    "https://localhost:1",
    "in.json",
    "out",
    "true",
    "false",
    "--json",
    "--dry-run",
    "help",
    "--version",
    "--__proto__",
    "--constructor=1",
    "--a.b=c",
  ),
);
const option = fc
  .tuple(fc.constantFrom(...flags), spelling, word, fc.boolean())
  .map(([flag, spell, value, joined]) => (joined ? [`${spell(flag)}=${value}`] : [spell(flag), value]));
const verb = fc.oneof(
  fc.constantFrom(...verbs).map((name) => name.split(" ")),
  word.map((one) => [one]),
);
// `demo --serve` would go on, and a pass of the demo tells nothing here.
const argv = fc
  .tuple(
    verb,
    fc.array(
      fc.oneof(
        option,
        word.map((one) => [one]),
      ),
      { maxLength: 6 },
    ),
  )
  .map(([first, rest]) => [...first, ...rest.flat()])
  .filter((words) => !words.includes("demo"));

/**
 * Runs command lines made of verbs, flags, slips of both and anything else, without a network. None ends as a defect or
 * shows a stack, and nothing is written outside of the folder that it runs in.
 */
export async function fuzzCommandLines(
  t: TestContext,
  { folder, cwd }: { readonly folder: string; readonly cwd: string },
  runs: number,
): Promise<void> {
  const connect = net.Socket.prototype.connect;
  net.Socket.prototype.connect = function (this: net.Socket): net.Socket {
    process.nextTick(() => this.destroy(Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" })));
    return this;
  };
  t.after(() => {
    net.Socket.prototype.connect = connect;
  });
  const known: ReadonlySet<number | null> = new Set(Object.values(exitCodes));
  await fc.assert(
    fc.asyncProperty(argv, async (words) => {
      const end = await runHere(words, { cwd, env: {} });
      assert.ok(known.has(end.exitCode) && end.exitCode !== exitCodes.defect, `${end.exitCode}: ${end.stderr}`);
      assert.doesNotMatch(end.stderr, /^\s+at .*:\d+:\d+/m);
    }),
    { numRuns: runs },
  );
  assert.deepEqual(await readdir(folder), ["cwd"]);
}
