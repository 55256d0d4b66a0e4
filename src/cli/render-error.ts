import { ExophotosError } from "../errors.ts";
import { printable } from "../model/quantities.ts";
import type { OriginOf } from "../settings/origin.ts";
import { type ExitCode, exitCodeOf, exitCodes } from "./exit-codes.ts";
import { explainError } from "./explain-error.ts";
import { type Explanation, namesWith } from "./explanation.ts";
import type { TextStream } from "./text-stream.ts";
import { type Tone, toned } from "./tone.ts";

export interface RenderErrorOptions {
  readonly verbose: boolean;
  /** Where it will be printed; undefined for text without colours. */
  readonly stream?: TextStream;
  /** A log line with this time (ISO 8601, UTC) in place of sentences. */
  readonly asLogLineAt: string | undefined;
  /** Names the sources in a stack, where the program runs from something that was made of them. */
  readonly inSources?: ((stack: string) => string) | undefined;
  /** Of the settings, when they could be read. */
  readonly originOf?: OriginOf | undefined;
}

/** What is printed for an error, line end included, and the exit code that goes with it. */
export interface RenderedError {
  readonly text: string;
  readonly exitCode: ExitCode;
}

/** Any error that ended a verb, for standard error. One that is not ours is a defect; its stack is shown under `verbose`. */
export function renderError(error: unknown, options: RenderErrorOptions): RenderedError {
  const known = error instanceof ExophotosError ? error : undefined;
  const exitCode = known === undefined ? exitCodes.defect : exitCodeOf(known.code);
  const explanation =
    known === undefined ? explainDefect(error, options) : explainError(known, namesWith(options.originOf));
  const stack = stackIn(error, options);
  if (options.asLogLineAt === undefined) return { text: inWords(explanation, stack, options.stream), exitCode };
  const code = known?.code ?? "defect";
  const { what: msg, ...more } = explanation;
  const line = {
    level: "error",
    time: options.asLogLineAt,
    event: "error",
    code,
    exitCode,
    msg,
    ...more,
    facts: known?.facts,
    stack,
  };
  return { text: `${JSON.stringify(line)}\n`, exitCode };
}

function explainDefect(error: unknown, { verbose }: RenderErrorOptions): Explanation {
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return {
    what: `A defect of exophotos: ${message}`,
    todo: verbose
      ? "Please report it with the lines below. What was published before is intact."
      : "Please run it again with --verbose and report it. What was published before is intact.",
  };
}

function inWords({ what, why, todo }: Explanation, stack: string | undefined, stream: TextStream | undefined): string {
  const head = (text: string, tone: Tone) => (stream === undefined ? text : toned(text, tone, stream));
  const lines = [
    `${head("Error:", "failure")} ${printable(what)}`,
    ...(why === undefined ? [] : [printable(why)]),
    `${head("What to do:", "heading")} ${printable(todo)}`,
  ];
  return `${[...lines, ...(stack === undefined ? [] : [stack])].join("\n")}\n`;
}

function stackIn(error: unknown, { verbose, inSources = (stack) => stack }: RenderErrorOptions): string | undefined {
  return verbose ? inSources(stackOf(error)) : undefined;
}

/** The stack of an error and of its causes; without their other properties, which may hold anything. */
function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const own = error.stack ?? `${error.name}: ${error.message}`;
  return error.cause === undefined ? own : `${own}\nCaused by: ${stackOf(error.cause)}`;
}
