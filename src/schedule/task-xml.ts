import type { Rhythm } from "../model/rhythm.ts";
import type { ScheduledRun } from "./scheduled-run.ts";
import { isoDuration } from "./time-limit.ts";
import { argumentLine } from "./windows-quoting.ts";

/** An element: its name, and its text or what is in it; `attributes` as they are written. */
interface Element {
  readonly name: string;
  readonly attributes?: string;
  readonly content: string | readonly Element[];
}

/**
 * The definition of a task in Task Scheduler's format 1.2 (source: MS-TSCH 2.5). `startBoundary` is local time without an
 * offset. The order of elements is the published schema's.
 */
export function taskXml(run: ScheduledRun, startBoundary: string): string {
  const task: Element = {
    name: "Task",
    attributes: ' version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task"',
    content: [
      parent("RegistrationInfo", { Author: "exophotos", Description: run.description }),
      { name: "Triggers", content: [trigger(run.rhythm, startBoundary)] },
      { name: "Principals", content: [principal(run.principal)] },
      parent("Settings", {
        MultipleInstancesPolicy: "IgnoreNew",
        DisallowStartIfOnBatteries: "false",
        StopIfGoingOnBatteries: "false",
        StartWhenAvailable: "true",
        ExecutionTimeLimit: isoDuration(run.timeLimit.minutes),
      }),
      { name: "Actions", attributes: ' Context="Author"', content: [action(run)] },
    ],
  };
  return `<?xml version="1.0" encoding="UTF-16"?>\r\n${write(task, "")}`;
}

/** UTF-16 LE with a byte order mark: schtasks refuses UTF-8. */
export function encodeTask(xml: string): Uint8Array {
  return Buffer.from(`\uFEFF${xml}`, "utf16le");
}

function trigger(rhythm: Rhythm, startBoundary: string): Element {
  const common = [leaf("Enabled", "true"), leaf("StartBoundary", startBoundary)];
  switch (rhythm.kind) {
    case "daily":
      return { name: "CalendarTrigger", content: [...common, parent("ScheduleByDay", { DaysInterval: "1" })] };
    case "every":
      // Without a Duration it repeats for ever.
      return {
        name: "TimeTrigger",
        content: [...common, parent("Repetition", { Interval: isoDuration(rhythm.minutes) })],
      };
  }
}

function principal(userId: string): Element {
  const content = { UserId: userId, LogonType: "Password", RunLevel: "LeastPrivilege" };
  return { ...parent("Principal", content), attributes: ' id="Author"' };
}

function action({ program, words, workingDirectory }: ScheduledRun): Element {
  return parent("Exec", {
    Command: taskCommand(program),
    Arguments: argumentLine(words),
    // Never in quotes: Task Scheduler takes this one as it is.
    WorkingDirectory: workingDirectory,
  });
}

/** The program's path as the task holds it: in quotes where blanks could make another program of its beginning. */
export function taskCommand(program: string): string {
  return /\s/.test(program) ? `"${program}"` : program;
}

function parent(name: string, leaves: Readonly<Record<string, string>>): Element {
  return { name, content: Object.entries(leaves).map(([key, text]) => leaf(key, text)) };
}

function leaf(name: string, text: string): Element {
  return { name, content: text };
}

function write({ name, attributes = "", content }: Element, indent: string): string {
  if (typeof content === "string") return `${indent}<${name}${attributes}>${escapeText(content)}</${name}>\r\n`;
  const inside = content.map((element) => write(element, `${indent}  `)).join("");
  return `${indent}<${name}${attributes}>\r\n${inside}${indent}</${name}>\r\n`;
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

function escapeText(text: string): string {
  return text.replace(/[&<>]/g, (character) => entities[character] ?? character);
}
