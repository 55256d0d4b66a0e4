import type { ScheduledRun } from "./scheduled-run.ts";
import { taskCommand } from "./task-xml.ts";

/** The longest path that the schema allows. */
const longestPath = 260;

/** Why Task Scheduler would not run this as it stands, as a sentence without its full stop; undefined when it would. */
export function taskProblem(run: ScheduledRun): string | undefined {
  const { program, words, workingDirectory } = run;
  if (program.includes('"')) return `The program ${program} has a quote in its path, which a task cannot hold`;
  const paths = { program: taskCommand(program), "working directory": workingDirectory };
  for (const [name, path] of Object.entries(paths)) {
    if (path.length > longestPath) return `The path of the ${name} is longer than ${longestPath} characters`;
  }
  for (const text of [program, workingDirectory, ...words]) {
    const replaced = /%[^%]+%|\$\(Arg\d+\)/i.exec(text)?.[0];
    if (replaced === undefined) continue;
    const holder = /^--[a-z-]+(?==)/.exec(text)?.[0] ?? text;
    return `${holder} holds ${replaced}, in place of which Task Scheduler puts a variable's value: there is no way to write it`;
  }
  return undefined;
}
