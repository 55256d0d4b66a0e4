import { exitCodes } from "./cli/exit-codes.ts";
import { type CommandLine, parseCommandLine } from "./cli/parse.ts";
import { type RenderedError, renderError } from "./cli/render-error.ts";
import { isForMachines, logFormatIn } from "./cli/standard-error.ts";
import type { TextStream } from "./cli/text-stream.ts";
import type { Services, VerbEnd } from "./commands/services.ts";
import { ExophotosError, errnoOf } from "./errors.ts";
import { systemClock } from "./platform/clock.ts";
import { bootAtMs } from "./platform/host.ts";
import { interruption } from "./platform/signals.ts";
import type { PictureParts } from "./renditions/picture-parts.ts";
import type { PageSource } from "./report/page-source.ts";
import { version } from "./version.ts";

/** What differs between a checkout and what was made of it. */
export interface ProgramParts {
  /** Names the sources in a stack, where the program runs from something that was made of them. */
  readonly inSources?: ((stack: string) => string) | undefined;
  /** Where the threads that work on pictures come from; loaded when there are pictures. */
  readonly pictureParts: () => Promise<PictureParts>;
  /** The script and the style that a report has in it. */
  readonly reportPage: () => Promise<PageSource>;
}

/** What the process gives a run of the program. */
export interface ProcessParts extends ProgramParts {
  /** The words after the program's name. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly stdout: TextStream;
  readonly stderr: TextStream;
  /** Ends the process at once. */
  readonly exitNow: (exitCode: number) => void;
  /** Has errors that nobody caught told here; a test's process has its own way with them. */
  readonly onUncaught?: (handle: (error: unknown) => void) => void;
}

type RunLine = Extract<CommandLine, { kind: "run" }>;

/** Runs one command line and returns its exit code; everything that can be printed has been. */
export async function main(parts: ProcessParts): Promise<number> {
  const { argv, env, cwd, stdout, stderr } = parts;
  let commandLine: CommandLine | undefined;
  for (const stream of [stdout, stderr]) stream.on("error", passOverGoneReader);
  const runLine = () => (commandLine?.kind === "run" ? commandLine : undefined);
  const endAtOnce = () => {
    // The terminal has shown the keys where the cursor was.
    if (stderr.isTTY === true) stderr.write("\n");
    parts.exitNow(exitCodes.interrupted);
  };
  const stopping = interruption(() => interruptedIn(runLine()), endAtOnce);
  const rendered = (error: unknown) => rendering(error, parts, runLine());
  parts.onUncaught?.((error) => {
    const { text, exitCode } = rendered(error);
    stderr.write(text, () => parts.exitNow(exitCode));
  });
  try {
    commandLine = await parseCommandLine(argv, { env, cwd, columns: stdout.columns ?? 100 });
    switch (commandLine.kind) {
      case "help":
        stdout.write(commandLine.text);
        if (commandLine.wrong !== undefined) throw commandLine.wrong;
        return exitCodes.done;
      case "version":
        stdout.write(`${version}\n`);
        return exitCodes.done;
      case "run":
        return exitCodes[await run(commandLine, services(parts, stopping.signal))];
    }
  } catch (error) {
    const { text, exitCode } = rendered(error);
    stderr.write(text);
    return exitCode;
  } finally {
    stopping.dispose();
  }
}

/** Ctrl-C in a verb that is no pass is no interrupted pass. */
function interruptedIn(line: RunLine | undefined): ExophotosError<"interrupted"> {
  const isPass = line?.verb === "export" || line?.verb === "demo" || (line?.verb === "verify" && line.settings.repair);
  return new ExophotosError("interrupted", { during: isPass ? undefined : "reading" });
}

/** An error in the form that the settings want, as far as they are known by then. */
function rendering(
  error: unknown,
  { argv, stderr, inSources }: ProcessParts,
  line: RunLine | undefined,
): RenderedError {
  const settings = line?.settings;
  const isLogLine = isForMachines(settings?.console.logFormat ?? logFormatIn(argv), stderr);
  return renderError(error, {
    verbose: settings?.console.verbose ?? argv.includes("--verbose"),
    stream: stderr,
    asLogLineAt: isLogLine ? new Date(systemClock.now()).toISOString() : undefined,
    inSources,
    originOf: settings?.originOf,
  });
}

/** Whoever closed the pipe (`head`) or the terminal wants no more of it; that must not take a pass with it. */
function passOverGoneReader(error: Error): void {
  if (!["EPIPE", "EIO"].includes(errnoOf(error))) throw error;
}

/** Each verb loads only what it needs: starting takes longer than most verbs do. */
async function run(line: RunLine, available: Services): Promise<VerbEnd> {
  switch (line.verb) {
    case "export":
      return await (await import("./commands/export.ts")).runExport(line.settings, available);
    case "verify":
      return await (await import("./commands/verify.ts")).runVerify(line.settings, available);
    case "explain":
      return await (await import("./commands/explain.ts")).runExplain(line.settings, available);
    case "changes":
      return await (await import("./commands/changes.ts")).runChanges(line.settings, available);
    case "report":
      return await (await import("./commands/report.ts")).runReport(line.settings, available);
    case "mim psma":
      return await (await import("./commands/mim-psma.ts")).runMimPsma(line.settings, available);
    case "mim file":
      return await (await import("./commands/mim-file.ts")).runMimFile(line.settings, available);
    case "ad sync":
      return await (await import("./commands/ad-sync.ts")).runAdSync(line.settings, available);
    case "ad restore":
      return await (await import("./commands/ad-restore.ts")).runAdRestore(line.settings, available);
    case "render":
      return await (await import("./commands/render.ts")).runRender(line.settings, available);
    case "compare":
      return await (await import("./commands/compare.ts")).runCompare(line.settings, available);
    case "push":
      return await (await import("./commands/push.ts")).runPushVerb(line.settings, available);
    case "login":
      return await (await import("./commands/login.ts")).runLogin(line.settings, available);
    case "schedule":
      return await (await import("./commands/schedule.ts")).runSchedule(line.settings, available);
    case "doctor":
      return await (await import("./commands/doctor.ts")).runDoctor(line.settings, available);
    case "config show":
      return (await import("./commands/config-show.ts")).runConfigShow(line.settings, available);
    case "config schema":
      return await (await import("./commands/config-schema.ts")).runConfigSchema(line.settings, available);
    case "completion":
      return await (await import("./commands/completion.ts")).runCompletion(line.settings, available);
    case "demo":
      return await (await import("./commands/demo.ts")).runDemo(line.settings, available);
  }
}

function services(parts: ProcessParts, interrupted: AbortSignal): Services {
  const { env, stdout, stderr, cwd, pictureParts, reportPage } = parts;
  return {
    connect: async (request) => (await import("./connect.ts")).connect(request),
    signIn: async (request) => (await import("./sign-in.ts")).signIn(request),
    connectWriter: async (request) => (await import("./connect-writer.ts")).connectWriter(request),
    connectDoctor: async (request) => (await import("./connect-doctor.ts")).connectDoctor(request),
    startPictures: async (options) => {
      const { createPicturePool } = await import("./renditions/pool.ts");
      return createPicturePool(await pictureParts(), options);
    },
    reportPage,
    clock: systemClock,
    newId: () => crypto.randomUUID(),
    bootAtMs: bootAtMs(systemClock),
    version,
    interrupted,
    stdout,
    stderr,
    canRedraw: stderr.isTTY === true && env.TERM !== "dumb",
    cwd,
  };
}
