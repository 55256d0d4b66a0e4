import { dirname, join, sep } from "node:path";
import { ExophotosError } from "../errors.ts";
import { writeDurably } from "../platform/durable-file.ts";
import { runningProgram } from "../platform/running-program.ts";
import { installUnits, registerTask } from "../schedule/registration.ts";
import type { ScheduledRun } from "../schedule/scheduled-run.ts";
import { startBoundary } from "../schedule/start-boundary.ts";
import { serviceUnit, timerUnit } from "../schedule/systemd-units.ts";
import { taskProblem } from "../schedule/task-problem.ts";
import { encodeTask, taskXml } from "../schedule/task-xml.ts";
import { timeLimitFor } from "../schedule/time-limit.ts";
import type { ScheduleSettings } from "../settings/types.ts";
import { say } from "./reporter.ts";
import { scheduleJson, scheduleText, type Written } from "./schedule-text.ts";
import type { Services, VerbEnd } from "./services.ts";

/**
 * `exophotos schedule`: writes a task for Windows Task Scheduler, or a systemd service and timer, that exports with the
 * present settings, and prints how to register it. It registers nothing itself.
 */
export async function runSchedule(settings: ScheduleSettings, services: Services): Promise<VerbEnd> {
  const run = scheduledRun(settings);
  const written = settings.systemd
    ? await writeUnits(run, settings.to)
    : await writeTask(run, settings.to, services.clock.now());
  const text = settings.console.json ? scheduleJson(run, written) : scheduleText(run, written, settings.systemd);
  services.stdout.write(text);
  if (!settings.systemd && sep === "/") {
    say(settings.console, services, "The task's paths are this machine's: write it on the machine that will run it.");
  }
  return "done";
}

function scheduledRun(settings: ScheduleSettings): ScheduledRun {
  const { executable, words } =
    settings.program === undefined ? runningProgram() : { executable: settings.program, words: [] };
  return {
    name: settings.taskName,
    description: "Exports the profile photos of a Microsoft 365 tenant",
    principal: settings.principal,
    rhythm: settings.rhythm,
    timeLimit: timeLimitFor(settings.deadlineMs),
    program: executable,
    words: [...words, ...settings.exportWords],
    workingDirectory: settings.workingDirectory ?? dirname(words.at(-1) ?? executable),
  };
}

async function writeTask(run: ScheduledRun, to: string, now: number): Promise<Written> {
  const problem = taskProblem(run);
  if (problem !== undefined) throw new ExophotosError("usageWrong", { problem });
  await writeDurably(to, encodeTask(taskXml(run, startBoundary(run.rhythm, now))), { tempDir: dirname(to) });
  return { files: [to], registration: registerTask(run, to) };
}

async function writeUnits(run: ScheduledRun, folder: string): Promise<Written> {
  const [service, timer] = [join(folder, `${run.name}.service`), join(folder, `${run.name}.timer`)];
  await writeDurably(service, serviceUnit(run), { tempDir: folder });
  await writeDurably(timer, timerUnit(run), { tempDir: folder });
  return { files: [service, timer], registration: installUnits(run, [service, timer]) };
}
