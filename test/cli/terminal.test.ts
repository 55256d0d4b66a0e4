import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { quickBackOff } from "../running/command.ts";
import { hasTerminals, openTerminal, type Terminal, type TerminalOptions } from "../running/terminal.ts";
import { makeWorld, type World } from "../running/world.ts";

const skip = (await hasTerminals()) ? false : "tmux is not installed";
const escapeCode = "\u001b";

interface Stage {
  readonly world: World;
  readonly terminal: Terminal;
  export(...args: readonly string[]): Promise<void>;
}

/** A tenant that takes its time, and a terminal to export it in. */
async function setUp(t: TestContext, options: TerminalOptions): Promise<Stage> {
  const permissions = ["User.Read.All", "ProfilePhoto.ReadWrite.All"];
  const world = await makeWorld(t, { people: 400, photoBytes: "small", permissions, latency: { callMs: 80 } });
  const terminal = await openTerminal(t, options);
  const words = ["export", ...world.access, "--out", world.out, "--concurrency", "2"];
  return { world, terminal, export: (...args) => terminal.exophotos([...words, ...args], quickBackOff.nodeOptions) };
}

/** Has the tenant throttle a call in the middle of the pass. */
function throttle({ tenant }: World, retryAfter: number): void {
  tenant.faults.call("batch", { kind: "status", status: 429, retryAfter }, 1, 3);
}

/** All of what a pass into an empty folder leaves, and nothing else. */
function assertSummary(shown: readonly string[], { out }: World): void {
  const [begun = "", ...rest] = shown;
  assert.equal(begun, `Pass 1 into ${out}`);
  const text = rest.join("\n");
  assert.match(text, /^400 people listed: .*\nDownloaded .*\n(Graph asked to wait .*\n)?Done: .*\nNext: .*$/);
  assert.match(text, /^[\n -~]*$/);
}

for (const columns of [80, 200]) {
  test(`${columns} columns show a line for each stage at work, and in their place a summary`, { skip }, async (t) => {
    const { world, terminal, export: run } = await setUp(t, { columns });
    throttle(world, 2);
    await run("--rendition", "thumbnail=96x96");
    const shown = await terminal.until("all stages", (text) => /^Resized /m.test(text));
    const stages = shown.filter((line) => /^(Listed|Asked|Fetched|Resized) /.test(line));
    assert.deepEqual(
      stages.map((line) => line.split(" ")[0]),
      ["Listed", "Asked", "Fetched", "Resized"],
    );
    assert.match(stages[1] ?? "", /^Asked +[\d,]+ of 400 +\[=* *\] +\d+%/);
    assert.ok(stages.every((line) => line.length < 80));
    const ended = await terminal.untilEnded();
    assertSummary(ended, world);
    assert.ok(await terminal.cursorIsVisible());
  });
}

test("What Graph asked for is counted down in words while it lasts", { skip }, async (t) => {
  const { world, terminal, export: run } = await setUp(t, { columns: 100 });
  // Before there is anything that would come in meanwhile.
  world.tenant.faults.call("users", { kind: "status", status: 429, retryAfter: 4 }, 1);
  await run();
  await terminal.until("the sentence", (text) => /^Graph asked us to wait [34] s$/m.test(text));
  await terminal.until("less of it", (text) => /^Graph asked us to wait [12] s$/m.test(text));
  assertSummary(await terminal.untilEnded(), world);
});

test("A window that is resized in the midst of it leaves nothing behind", { skip }, async (t) => {
  const { world, terminal, export: run } = await setUp(t, { columns: 200 });
  throttle(world, 6);
  await run();
  await terminal.until("a wait", (text) => text.includes("us to wait"));
  const onceEach = async (columns: number) => {
    await terminal.resize(columns, 24);
    const shown = await terminal.until(`${columns} columns`, (text) => /^Asked /m.test(text));
    const names = shown.map((line) => line.split(" ")[0]).filter((name) => name !== "Graph");
    assert.deepEqual(names, ["Pass", "Listed", "Asked", "Fetched"], `${columns} columns:\n${shown.join("\n")}`);
  };
  for (const columns of [80, 160, 81, 200]) await onceEach(columns);
  assertSummary(await terminal.untilEnded(), world);
});

test("A window that becomes too narrow for the lines shows less of them", { skip }, async (t) => {
  const { world, terminal, export: run } = await setUp(t, { columns: 80, rows: 30 });
  throttle(world, 4);
  await run();
  await terminal.until("a wait", (text) => text.includes("us to wait"));
  await terminal.resize(40, 30);
  const narrow = await terminal.until("short lines", (text) => /^Asked +\d+ of 400 +\d+%$/m.test(text));
  assert.equal(narrow.filter((line) => line.startsWith("Asked")).length, 1);
  await terminal.resize(80, 30);
  const wide = await terminal.until("long lines", (text) => /^Asked .*\]/m.test(text));
  assert.equal(wide.filter((line) => line.startsWith("Asked")).length, 1);
  await terminal.untilEnded();
});

test("Ctrl-C leaves the terminal as it was, once and twice", { skip }, async (t) => {
  const { world, terminal, export: run } = await setUp(t, { columns: 120 });
  throttle(world, 3);
  await run();
  await terminal.until("a wait", (text) => text.includes("us to wait"));
  await terminal.press("C-c");
  await terminal.until("the notice", (text) => /^Interrupted: what is in flight has/m.test(text));
  const ended = (await terminal.untilEnded()).join("\n");
  assert.match(ended, /^400 people listed: .*\nDownloaded .*\n.*\nError: Interrupted\..*\nWhat to do: Run it again/m);
  assert.doesNotMatch(ended, /^(Listed|Asked|Fetched) /m);
  assert.ok(await terminal.cursorIsVisible());

  await t.test("at once when pressed twice", async () => {
    world.tenant.faults.call("batch", { kind: "hang" }, Number.POSITIVE_INFINITY);
    await run();
    await terminal.until("a pass", (text) => /^Listed /m.test(text));
    await terminal.press("C-c");
    await terminal.until("the notice", (text) => text.includes("Once more ends it at once"));
    await terminal.press("C-c");
    assert.match((await terminal.untilEnded()).at(-1) ?? "", /^(\^C)?$/);
    assert.ok(await terminal.cursorIsVisible());
  });
});

test("A window that is closed under a pass interrupts it, and is no defect", { skip }, async (t) => {
  const { world, terminal, export: run } = await setUp(t, { columns: 100 });
  throttle(world, 3);
  await run();
  await terminal.until("a pass at work", (text) => /^Listed /m.test(text));
  await terminal.close();
  const summary = await terminal.waitFor("the end of the pass", () => world.lastRun().catch(() => undefined));
  const log = join(world.out, ".exophotos", "state.db-wal");
  await terminal.waitFor("the end of the process", async () => (existsSync(log) ? undefined : true));
  assert.equal(summary.result, "interrupted");
  assert.equal(summary.exitCode, 130);
});

test("An error takes the live lines away and is told below", { skip }, async (t) => {
  const { world, terminal, export: run } = await setUp(t, { columns: 200 });
  const body = { kind: "status", status: 403, code: "Authorization_RequestDenied", message: "no" } as const;
  world.tenant.faults.call("batch", [{ kind: "delay", ms: 300 }, body], Number.POSITIVE_INFINITY);
  world.tenant.faults.call("users", body, Number.POSITIVE_INFINITY);
  await run();
  const ended = (await terminal.untilEnded()).join("\n");
  assert.match(ended, /^Error: .+\n(.+\n)?What to do: .+$/m);
  assert.doesNotMatch(ended, /^(Listed|Asked|Fetched) |^ +at /m);
  assert.ok(await terminal.cursorIsVisible());
});

test("Colour is for what needs attention; NO_COLOR and a dumb terminal have none", { skip }, async (t) => {
  const { world, terminal, export: run } = await setUp(t, { columns: 100 });
  await run();
  await terminal.untilEnded();
  const coloured = await terminal.inColour();
  assert.match(coloured, new RegExp(`${escapeCode}\\[32mDone: `));
  assert.match(coloured, new RegExp(`${escapeCode}\\[1m(${escapeCode}\\[39m)?Next:`));

  for (const env of [{ NO_COLOR: "1" }, { TERM: "dumb" }]) {
    const plain = await openTerminal(t, { columns: 100, env });
    await plain.exophotos(["verify", world.out]);
    await plain.untilEnded();
    await plain.exophotos(["export", ...world.access, "--out", world.out]);
    await plain.untilEnded();
    const text = await plain.inColour();
    assert.match(text, /Done: /);
    assert.ok(!text.includes(escapeCode), JSON.stringify(text));
  }
});

test("--quiet shows warnings and the last line only", { skip }, async (t) => {
  const { world, terminal, export: run } = await setUp(t, { columns: 200 });
  await run("--quiet");
  assert.match((await terminal.untilEnded()).join("\n"), /^Done: \d+ rows in [^\n]*$/);
  await terminal.exophotos(["verify", world.out, "--quiet"]);
  assert.match((await terminal.untilEnded()).join("\n"), /^\d+ rows and \d+ photos checked: [^\n]*$/);
});

test("verify, compare and push show how far they are, and where the result is", { skip }, async (t) => {
  const { world, terminal, export: run } = await setUp(t, { columns: 120 });
  await run();
  await terminal.untilEnded();
  await terminal.exophotos(["verify", world.out]);
  await terminal.untilWritten("a line", /Checked +\d+ of \d+ /);
  assert.match((await terminal.untilEnded()).join("\n"), /^\d+ rows and \d+ photos checked: everything [^\n]*$/);

  const to = join(world.folder, "compared.csv");
  await terminal.exophotos(["compare", world.out, world.out, "--to", to]);
  await terminal.untilWritten("a line", /Read +\d+ pictures/);
  const compared = (await terminal.untilEnded()).join("\n");
  assert.match(compared, /^What came of everybody is in .*compared\.csv\.\n\d+ people compared by objectId: [^\n]*$/);

  const list = join(world.folder, "list.csv");
  const people = [...world.tenant.directory.truth()].map(({ objectId }) => objectId);
  await writeFile(list, `person\r\n${people.join("\r\n")}\r\n`);
  const push = ["push", ...world.access, "--delete", "--list", list, "--max-change", "400", "--dry-run"];
  await terminal.exophotos(push);
  await terminal.untilWritten("a line", /Compared +\d+ of 204 |Asked +\d+ of 400 /);
  const pushed = (await terminal.untilEnded()).join("\n");
  assert.match(pushed, /^400 people named: [^\n]*\nNext: the same command without --dry-run does it\.$/);
});
