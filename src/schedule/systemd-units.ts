import type { Rhythm } from "../model/rhythm.ts";
import { clockTime } from "./clock-time.ts";
import type { ScheduledRun } from "./scheduled-run.ts";

/**
 * The service that runs once each time it is started. A second start while it runs does nothing: systemd has one of a
 * unit at a time.
 */
export function serviceUnit(run: ScheduledRun): string {
  return unitText({
    Unit: [`Description=${run.description}`, "Wants=network-online.target", "After=network-online.target"],
    Service: [
      "Type=oneshot",
      `User=${run.principal}`,
      `WorkingDirectory=${unitPath(run.workingDirectory)}`,
      `ExecStart=${[programWord(run.program), ...run.words.map(quoteForUnit)].join(" ")}`,
      `TimeoutStartSec=${run.timeLimit.minutes}min`,
      "NoNewPrivileges=yes",
    ],
  });
}

/** The timer of the service of the same name. A start that was missed while the machine was off is made up for. */
export function timerUnit({ name, rhythm }: ScheduledRun): string {
  return unitText({
    Unit: [`Description=Starts ${name}.service`],
    Timer: timerLines(rhythm),
    Install: ["WantedBy=timers.target"],
  });
}

function timerLines(rhythm: Rhythm): readonly string[] {
  switch (rhythm.kind) {
    case "daily":
      return [`OnCalendar=*-*-* ${clockTime(rhythm.hour, rhythm.minute)}:00`, "Persistent=true"];
    case "every":
      return ["OnActiveSec=1min", `OnUnitActiveSec=${rhythm.minutes}min`];
  }
}

/** A word of ExecStart that systemd reads as it is: no specifiers (`%`), variables (`$`) or escapes in it. */
export function quoteForUnit(word: string): string {
  return `"${programText(word).replaceAll("$", "$$$$")}"`;
}

/** The first word, in which systemd looks for no variables. */
function programWord(program: string): string {
  return `"${programText(program)}"`;
}

function programText(word: string): string {
  return word.replace(/[\\"]/g, "\\$&").replaceAll("%", "%%");
}

/** A path that is a whole line; a backslash at the end of one would join the next line to it. */
function unitPath(path: string): string {
  return `${path.replaceAll("%", "%%")}${path.endsWith("\\") ? "/" : ""}`;
}

function unitText(sections: Readonly<Record<string, readonly string[]>>): string {
  return Object.entries(sections)
    .map(([name, lines]) => `[${name}]\n${lines.join("\n")}\n`)
    .join("\n");
}
