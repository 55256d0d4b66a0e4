import { closeSync, constants, openSync, writeSync } from "node:fs";
import { type DestinationStream, pino, stdTimeFunctions } from "pino";
import { ExophotosError, errnoOf } from "../errors.ts";

export type LogLevel = "debug" | "info" | "warn" | "error";

/** Lines for machines: one JSON object each, with `time` (ISO 8601, UTC), `level` (its name), the facts, and `msg`. */
export interface Log {
  debug(facts: object, message: string): void;
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
  /**
   * Resolves when every line has been written; a file is closed then, a stream stays open. Throws `outputFailed` when a
   * line could not be written to the file; those after it were dropped.
   */
  close(): Promise<void>;
}

export interface LogOptions {
  /** A stream, or the path of a file that lines are appended to; each is in the file before the call returns. */
  readonly destination: NodeJS.WritableStream | string;
  /** Lines below it are left out. */
  readonly level: LogLevel;
  /** Facts that every line carries. */
  readonly base?: Readonly<Record<string, unknown>>;
}

/**
 * Opens a log. Facts named like a credential never reach it, on their own or up to three objects deep. An error is given
 * as `err`.
 *
 * Throws `outputFailed` when the file cannot be opened.
 */
export function createLog({ destination, level, base }: LogOptions): Log {
  const sink = typeof destination === "string" ? openFile(destination) : openStream(destination);
  const logger = pino(
    {
      level,
      base: base ?? null,
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: redactedPaths(), censor: "[redacted]" },
    },
    sink,
  );
  return {
    debug: (facts, message) => logger.debug(facts, message),
    info: (facts, message) => logger.info(facts, message),
    warn: (facts, message) => logger.warn(facts, message),
    error: (facts, message) => logger.error(facts, message),
    close: () => sink.close(),
  };
}

interface Sink extends DestinationStream {
  close(): Promise<void>;
}

function openStream(stream: NodeJS.WritableStream): Sink {
  return {
    write: (line) => void stream.write(line),
    // Called back with an error, too: a reader that has gone misses nothing more.
    close: () => new Promise((resolve) => stream.write("", () => resolve())),
  };
}

/** Undefined on Windows. */
const noFollow = constants.O_NOFOLLOW ?? 0;
const appendFlags = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | noFollow;

/**
 * Written synchronously: after a crash the last lines are the ones that matter. For this account alone, and not through a
 * link: its name can be foreseen.
 */
function openFile(path: string): Sink {
  const failed = (action: string, error: unknown): ExophotosError =>
    new ExophotosError("outputFailed", { path, action, errno: errnoOf(error) }, error);
  let fd: number;
  try {
    fd = openSync(path, appendFlags, 0o600);
  } catch (error) {
    throw failed("open the log", error);
  }
  let failure: ExophotosError | undefined;
  return {
    write: (line) => {
      if (failure !== undefined) return;
      try {
        writeSync(fd, line);
      } catch (error) {
        failure = failed("write the log", error);
      }
    },
    close: async () => {
      try {
        closeSync(fd);
      } catch (error) {
        failure ??= failed("write the log", error);
      }
      if (failure !== undefined) throw failure;
    },
  };
}

const secretNames = [
  "authorization",
  "Authorization",
  "proxy-authorization",
  "cookie",
  "secret",
  "clientSecret",
  "client_secret",
  "client_assertion",
  "password",
  "passphrase",
  "token",
  "accessToken",
  "access_token",
  "refresh_token",
  "privateKeyPem",
];

function redactedPaths(): string[] {
  return ["", "*", "*.*", "*.*.*"].flatMap((parent) => secretNames.map((name) => `${parent}["${name}"]`));
}
