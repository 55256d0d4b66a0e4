import assert from "node:assert/strict";
import { Writable } from "node:stream";
import { test } from "node:test";
import { liveWork, type Work, workInSentences } from "../../src/cli/work-reporter.ts";
import { handClock } from "./hand-clock.ts";

const checked: Work = { name: "Checked", unit: "rows", done: 0, total: 50_000 };

test("Where nobody watches it says how far a verb is every ten seconds, with the figures for programs", () => {
  const clock = handClock();
  const told: [string, object][] = [];
  const work = workInSentences(clock, (sentence, facts) => told.push([sentence, facts]));
  for (let second = 1; second < 25; second += 1) {
    clock.advance(1000);
    work.update({ ...checked, done: second * 100 });
  }
  assert.deepEqual(told, [
    ["Checked 1,000 of 50,000 rows.", { event: "work", work: "checked", unit: "rows", done: 1000, total: 50_000 }],
    ["Checked 2,000 of 50,000 rows.", { event: "work", work: "checked", unit: "rows", done: 2000, total: 50_000 }],
  ]);
});

test("On a terminal each kind of work has a line, with what stays above and nothing left at the end", () => {
  let text = "";
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      text += chunk.toString();
      done();
    },
  });
  const work = liveWork(stream, handClock(), () => 5000);
  work.update({ name: "Read", unit: "objects", done: 20, total: undefined });
  work.update(checked);
  const before = text.length;
  work.above(() => stream.write("A line that stays.\n"));
  assert.match(text.slice(before), /A line that stays\.\n\rRead +20 objects +done.*\nChecked +0 of 50,000 /);
  assert.match(text.slice(before), /Graph asked us to wait 5 s/);
  work.close();
  assert.ok(text.endsWith("\r\u001b[3A\u001b[J"), JSON.stringify(text.slice(-40)));
});
