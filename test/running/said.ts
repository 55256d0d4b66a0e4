import assert from "node:assert/strict";
import type { CommandEnd } from "./command.ts";

/** A line of standard error where nobody watches. */
export type LogLine = Readonly<Record<string, unknown>> & { readonly level: string };

/** The error that a command ended with: what happened, Entra's or the network's own words, and what to do. */
export interface SaidError {
  readonly code: string;
  readonly exitCode: number;
  readonly what: string;
  readonly why?: string;
  readonly todo: string;
}

/** All of standard error; fails where a line is no JSON object with a level. */
export function logLines({ stderr }: CommandEnd): readonly LogLine[] {
  const lines = stderr.split("\n");
  assert.equal(lines.pop(), "", "the last line is ended");
  return lines.map((line) => {
    const parsed = JSON.parse(line) as LogLine;
    assert.equal(typeof parsed.level, "string", line);
    return parsed;
  });
}

/** The error in the last line of standard error; fails when the command did not end with this code. */
export function errorOf(end: CommandEnd, exitCode: number): SaidError {
  assert.equal(end.exitCode, exitCode, `exit ${end.exitCode} ${end.signal ?? ""}\n${end.stdout}\n${end.stderr}`);
  const { msg, ...line } = logLines(end).at(-1) ?? { level: "none" };
  const error = { ...line, what: msg } as SaidError & { readonly level: string; readonly time: string };
  assert.equal(error.level, "error");
  assert.ok(Date.parse(error.time) > 0);
  assert.equal(error.exitCode, exitCode);
  assert.ok(error.what !== "" && error.todo !== "");
  return error;
}
