import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { createPassLines } from "../../src/cli/pass-lines.ts";
import type { PassCounts, PassEvent, PassNotice, PassStage } from "../../src/export/events.ts";
import { runHere } from "../running/here.ts";
import { logLines } from "../running/said.ts";
import { assertExit, makeWorld } from "../running/world.ts";
import { handClock } from "./hand-clock.ts";
import { counts as sampleCounts } from "./sample-pass.ts";

const text = await readFile(join(import.meta.dirname, "../../release/docs/console.md"), "utf8");

/** The rows of the table with this header: a name, and the names in its last column. */
function namesIn(header: string): ReadonlyMap<string, readonly string[]> {
  const lines = text.split("\n");
  const start = lines.findIndex((line) => line.startsWith(`| ${header} `));
  assert.ok(start >= 0, `there is no table of ${header}`);
  const end = lines.findIndex((line, index) => index > start && !line.startsWith("|"));
  return new Map(
    lines.slice(start + 2, end).map((line) => {
      const cells = line.split("|").slice(1, -1);
      return [codesIn(cells[0] ?? "")[0] ?? "", codesIn(cells.at(-1) ?? "")];
    }),
  );
}

function codesIn(cell: string): readonly string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, code = ""]) => code);
}

type FieldsOf<N extends PassNotice["notice"]> = Exclude<keyof Extract<PassNotice, { notice: N }>, "notice">;

/** The compiler holds these against the code, the tests the document against these. */
const kinds: Record<PassEvent["kind"], true> = {
  started: true,
  stage: true,
  progress: true,
  personFailed: true,
  notice: true,
  ended: true,
};
const stages: Record<PassStage, true> = {
  recover: true,
  discover: true,
  list: true,
  photos: true,
  confirm: true,
  rehash: true,
  publish: true,
  sweep: true,
  links: true,
};
const counts: Record<keyof PassCounts, true> = {
  listed: true,
  total: true,
  listingEnded: true,
  answered: true,
  downloaded: true,
  downloadedBytes: true,
  unchanged: true,
  withoutPhoto: true,
  failed: true,
  transcoded: true,
  renditionsMade: true,
  heldMs: true,
  holdLeftMs: true,
  concurrency: true,
};
const notices: { readonly [N in PassNotice["notice"]]: Record<FieldsOf<N>, true> } = {
  certificateEnds: { endsAt: true, days: true },
  listingRestarted: { reason: true },
  checksumChanged: { from: true, to: true, rows: true },
  renditionsChanged: { made: true, dropped: true, rows: true },
  repairedAfterCrash: { files: true },
  manifestNotOurs: { path: true },
  historyMissing: { path: true, lastSequence: true },
  publishUndone: { firstSequence: true, lastSequence: true },
  publishCompleted: { sequence: true },
  historyRestarted: { history: true, adopted: true },
  renameWaits: { path: true, waitedMs: true },
  unlistedKept: { people: true },
  diskRefused: { doing: true, path: true, errno: true },
  exchangeUnheard: { error: true },
  exchangeContradicted: { people: true, withoutPicture: true },
  linkCollisions: { folder: true, names: true, examples: true },
  deadlineReached: { remaining: true },
  interrupted: { graceMs: true },
};

test("console.md lists every event, stage and notice of a pass with its fields", () => {
  const events = namesIn("event");
  assert.deepEqual([...events.keys()], [...Object.keys(kinds), "work", "note", "error"]);
  assert.deepEqual(events.get("progress"), Object.keys(counts));
  assert.deepEqual(
    Object.fromEntries(namesIn("notice")),
    Object.fromEntries(Object.entries(notices).map(([notice, fields]) => [notice, Object.keys(fields)])),
  );
  const sentence = /A `stage` is one of ([^.]+)\./.exec(text)?.[1] ?? "";
  assert.deepEqual(codesIn(sentence), Object.keys(stages));
});

test("Log lines have the fields that console.md gives their event, and no others", async (t) => {
  const world = await makeWorld(t, { people: 60, photoBytes: "small" });
  const { directory, faults } = world.tenant;
  const [person] = directory.truth();
  faults.person(person?.objectId ?? "", "value", { kind: "status", status: 400, code: "Odd" }, 10);
  const first = await world.passHere();
  assertExit(first, 4);
  const second = await world.passHere(["--checksum", "md5"]);
  const ended = await world.lastRun();
  const verbs = [
    ["changes", world.out, "--since", "0", "--json"],
    ["compare", world.out, world.out],
    ["explain", "nobody@contoso.com", "--out", world.out, "--verbose"],
    ["exprot"],
  ];
  const others = await Promise.all(verbs.map((words) => runHere(words)));
  const lines = [first, second, ...others].flatMap(logLines);
  const events = namesIn("event");
  const seen = new Set<string>();
  for (const { time, level, event, msg, ...fields } of lines) {
    assert.ok(!Number.isNaN(Date.parse(String(time))) && level !== "" && typeof msg === "string");
    const known = [...(events.get(String(event)) ?? assert.fail(`console.md does not know ${event}`))];
    seen.add(String(event));
    if (event === "notice") known.push(...(namesIn("notice").get(String(fields.notice)) ?? []));
    if (event === "ended") known.push(...Object.keys(ended));
    const unknown = Object.keys(fields).filter((field) => !known.includes(field));
    assert.deepEqual(unknown, [], `fields of ${event} that console.md does not have`);
    assert.ok(event !== "ended" || !("failures" in fields));
  }
  assert.deepEqual([...seen].sort(), ["ended", "error", "note", "notice", "personFailed", "stage", "started"]);
});

test("The lines that console.md shows are those of a pass", () => {
  const clock = handClock();
  const passLines = createPassLines(clock);
  const at = (answered: number, downloaded: number): PassCounts => ({
    ...sampleCounts,
    listed: 52_340,
    total: 52_340,
    answered,
    downloaded,
    downloadedBytes: downloaded * 81_700,
    renditionsMade: downloaded,
    failed: 3,
    holdLeftMs: 12_000,
  });
  passLines.stage("photos");
  passLines.progress(at(18_206 - 8240, 1204 - 620));
  clock.advance(20_000);
  passLines.progress(at(18_206, 1204));
  const shown = passLines.lines(80).map((line) => line.text);
  assert.ok(text.includes(`Pass 12 into D:\\exophotos\\out\n${shown.join("\n")}\n\`\`\``), shown.join("\n"));
});
