import { execFile } from "node:child_process";

/** A program to run to its end. */
export interface ChildRun {
  readonly program: string;
  readonly words: readonly string[];
  /** What it reads from standard input, whole. */
  readonly input: string;
  /** After this time it is killed. */
  readonly timeoutMs: number;
  readonly maxOutputBytes: number;
  /** Kills it, and `runChild` then throws the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** How it ended by itself; outputs as UTF-8. */
export interface ChildEnd {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The program did not start, or did not end by itself. `problem` is a clause: «did not end within 30 s». */
export class ChildFailure extends Error {
  readonly kind: "notFound" | "notStarted" | "timeout" | "killed";

  constructor(kind: ChildFailure["kind"], problem: string, cause?: unknown) {
    super(problem, { cause });
    this.name = "ChildFailure";
    this.kind = kind;
  }
}

/** Runs a program without a shell and without a window. Throws `ChildFailure`, or the signal's reason. */
export async function runChild(run: ChildRun): Promise<ChildEnd> {
  const { program, words, input, timeoutMs, maxOutputBytes, signal } = run;
  signal?.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<ChildEnd>();
  const options = { encoding: "utf8", timeout: timeoutMs, maxBuffer: maxOutputBytes, windowsHide: true } as const;
  const child = execFile(program, words, signal === undefined ? options : { ...options, signal }, (error, ...texts) => {
    const [stdout, stderr] = texts;
    if (error === null) resolve({ exitCode: 0, stdout, stderr });
    else if (typeof error.code === "number") resolve({ exitCode: error.code, stdout, stderr });
    else reject(signal?.aborted === true ? signal.reason : failureOf(error, run));
  });
  // A child that ends without reading all of it is judged by how it ends.
  child.stdin?.on("error", () => undefined);
  child.stdin?.end(input);
  return promise;
}

function failureOf(
  error: Error & { readonly code?: string | number | null; readonly killed?: boolean },
  run: ChildRun,
) {
  if (error.code === "ENOENT") return new ChildFailure("notFound", `${run.program} is not found`, error);
  if (error.code === "ERR_CHILD_PROCESS_STDIO_MAXBUFFER") {
    return new ChildFailure("killed", `${run.program} wrote more than ${run.maxOutputBytes} bytes`, error);
  }
  if (error.killed === true) {
    return new ChildFailure("timeout", `${run.program} did not end within ${run.timeoutMs / 1000} s`, error);
  }
  return typeof error.code === "string"
    ? new ChildFailure("notStarted", `${run.program} could not be started (${error.code})`, error)
    : new ChildFailure("killed", `${run.program} was ended from outside`, error);
}
