import assert from "node:assert/strict";
import { Writable } from "node:stream";
import { test } from "node:test";
import { stripVTControlCharacters } from "node:util";
import { terminalReporter } from "../../src/cli/terminal-reporter.ts";
import type { PassEvent } from "../../src/export/events.ts";
import { handClock } from "./hand-clock.ts";
import { counts, summary } from "./sample-pass.ts";

class FakeStream extends Writable {
  readonly isTTY: boolean;
  readonly columns = 120;
  text = "";

  constructor(isTTY: boolean) {
    super();
    this.isTTY = isTTY;
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

const events: readonly PassEvent[] = [
  { kind: "started", pass: 12, out: "/photos", tenantId: "contoso.com" },
  { kind: "stage", stage: "list" },
  { kind: "stage", stage: "photos" },
  { kind: "progress", counts },
  {
    kind: "personFailed",
    objectId: "1",
    userPrincipalName: "a\u001b[2J@b.c",
    reason: "throttled",
    message: "slow down",
  },
  { kind: "notice", notice: { notice: "listingRestarted", reason: "its page token had expired" } },
  { kind: "progress", counts: { ...counts, answered: 2000 } },
  { kind: "ended", summary },
];

function shown(isTTY: boolean, { quiet = false, verbose = false }): string {
  const stream = new FakeStream(isTTY);
  const reporter = terminalReporter({ stream, clock: handClock(), canRedraw: isTTY, quiet, verbose });
  for (const event of events) reporter.listener(event);
  reporter.close();
  return stream.text;
}

test("A terminal shows live lines, notices above them, and the summary", () => {
  const text = shown(true, {});
  assert.match(text, /Pass 12 into \/photos\n/);
  assert.match(text, /Asked +900 of 2,000 +\[=+ +\] +45%/);
  assert.match(text, /The listing of people began again from its start: its page token had expired\. .*\n/);
  assert.match(stripVTControlCharacters(text), /Done: 1,000 rows in \/photos\/manifest\.csv\..*\n$/);
  assert.doesNotMatch(text, /slow down/);
});

test("The cursor is never hidden, so that nothing can leave it so", () => {
  assert.ok(!shown(true, {}).includes("\u001b[?25"));
});

test("A terminal that cannot draw again gets sentences, every ten seconds while it works", () => {
  const stream = new FakeStream(true);
  const clock = handClock();
  const reporter = terminalReporter({ stream, clock, canRedraw: false, quiet: false, verbose: false });
  for (const event of events.slice(0, 3)) reporter.listener(event);
  for (let second = 0; second < 25; second += 1) {
    clock.advance(1000);
    reporter.listener({ kind: "progress", counts });
  }
  const text = stripVTControlCharacters(stream.text);
  assert.equal(text.split("900 of 2,000 people asked, 450 photos fetched.\n").length - 1, 2);
  assert.ok(!stream.text.includes("\u001b[K"));
});

test("Text elsewhere than on a terminal has no control characters", () => {
  const text = shown(false, { verbose: true });
  assert.match(text, /^Pass 12 into \/photos\nlisting people …\nasking for photos …\n/);
  assert.match(text, /@b\.c: throttled\. slow down\n/);
  assert.ok(!text.includes("\u001b"));
});

test("--quiet leaves warnings and the last line of the summary", () => {
  for (const isTTY of [true, false]) {
    const text = stripVTControlCharacters(shown(isTTY, { quiet: true }));
    assert.match(text, /^The listing of people began again[^\n]*\nDone: 1,000 rows in [^\n]*\n$/);
  }
});
