import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { quoteForUnit, serviceUnit, timerUnit } from "../../src/schedule/systemd-units.ts";
import { awkwardWords, sampleRun } from "./sample-run.ts";

/** The words of a line that holds only quoted ones, by the rules of systemd.service(5) and systemd.unit(5). */
function unitWords(line: string): string[] {
  return [...line.matchAll(/"((?:[^"\\]|\\.)*)"(?: |$)/gu)].map(([, quoted = ""]) =>
    quoted
      .replace(/\\(.)/gu, "$1")
      .replaceAll("%%", "%")
      .replaceAll("$$", () => "$"),
  );
}

const words = ["--out=/srv/100% of $HOME/", "--filter=$$ %h $x", ...awkwardWords];

test("Whatever words a command has, systemd finds the same ones in the service", () => {
  const piece = fc.constantFrom(" ", '"', "\\", "$", "%", "'", "{", "a", "n", "ß");
  fc.assert(
    fc.property(fc.array(fc.array(piece).map((pieces) => pieces.join(""))), (some) => {
      assert.deepEqual(unitWords(some.map(quoteForUnit).join(" ")), some);
    }),
    { numRuns: 1000, examples: [[words]] },
  );
});

test("A service runs once as its user, in its folder, with a limit, and after the network", () => {
  const program = "/opt/exo photos/exophotos";
  const unit = serviceUnit(sampleRun({ program, words, principal: "photos", workingDirectory: "/srv/50%\\" }));
  for (const line of ["Type=oneshot", "User=photos", "NoNewPrivileges=yes", "After=network-online.target"]) {
    assert.ok(unit.includes(`\n${line}\n`), `${line} in ${unit}`);
  }
  assert.match(unit, /\nTimeoutStartSec=255min\n/);
  assert.ok(unit.includes("\nWorkingDirectory=/srv/50%%\\/\n"), unit);
  const start = /\nExecStart=(.*)\n/.exec(unit)?.[1] ?? "";
  assert.deepEqual(unitWords(start), [program, ...words]);
});

test("A timer starts the service daily and catches up, or every so many minutes", () => {
  const daily = timerUnit(sampleRun({ rhythm: { kind: "daily", hour: 2, minute: 5 } }));
  assert.match(daily, /\[Timer\]\nOnCalendar=\*-\*-\* 02:05:00\nPersistent=true\n/);
  assert.match(daily, /\[Install\]\nWantedBy=timers\.target\n$/);
  const every = timerUnit(sampleRun({ rhythm: { kind: "every", minutes: 90 } }));
  assert.match(every, /\[Timer\]\nOnActiveSec=1min\nOnUnitActiveSec=90min\n/);
});
