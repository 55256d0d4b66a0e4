import fs, { type PathLike } from "node:fs";
import files, { type FileHandle } from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import sqlite from "node:sqlite";
import { nameStep, type Step } from "./step.ts";

/** Called for each step instead of it; what it returns is the step's result, what it throws its error. */
export type StepHook = (step: Step, proceed: () => unknown) => unknown;

type Method = (this: unknown, ...args: unknown[]) => unknown;
type Methods = Record<string, Method>;

const pathFunctions = [
  ...["access", "appendFile", "chmod", "copyFile", "link", "lstat", "mkdir", "mkdtemp", "open", "opendir", "readFile"],
  ...["readdir", "realpath", "rename", "rm", "rmdir", "stat", "statfs", "symlink", "truncate", "unlink", "utimes"],
  "writeFile",
];
const syncFunctions = [
  ...["accessSync", "existsSync", "lstatSync", "mkdirSync", "openSync", "readFileSync", "readdirSync", "renameSync"],
  ...["rmSync", "statSync", "unlinkSync", "writeFileSync", "createReadStream"],
];
const descriptorFunctions = ["writeSync", "fsyncSync", "closeSync"];
const handleFunctions = [
  "write",
  "writev",
  "read",
  "readFile",
  "writeFile",
  "stat",
  "sync",
  "datasync",
  "truncate",
  "close",
];
const twoPaths = ["rename", "renameSync", "link", "symlink", "copyFile"];

/**
 * Puts a hook before everything that the program under test does to files below a folder and to databases, in this
 * process. Costs the program nothing: it wraps what Node gives it. Returns a function that takes it away again.
 */
export function watchSteps(root: string, hook: StepHook): () => void {
  const undo: (() => void)[] = [];
  const replace = (owner: object, name: string, by: (original: Method) => unknown) => {
    const methods = owner as Methods;
    const original = methods[name];
    if (original === undefined) return;
    methods[name] = by(original) as Method;
    undo.push(() => {
      methods[name] = original;
    });
  };
  watchPaths(root, hook, replace);
  watchDescriptors(root, hook, replace);
  watchDatabases(root, hook, replace);
  syncBuiltinESMExports();
  return () => {
    for (const act of undo.reverse()) act();
    syncBuiltinESMExports();
  };
}

type Replace = (owner: object, name: string, by: (original: Method) => unknown) => void;

function watchPaths(root: string, hook: StepHook, replace: Replace): void {
  for (const operation of pathFunctions) {
    replace(files, operation, (original) => (...args: unknown[]) => {
      const target = String(args[twoPaths.includes(operation) ? 1 : 0] as PathLike);
      const step = nameStep(root, { operation, kind: "files", target, args, subject: undefined });
      const proceed = () => original.apply(files, args);
      if (step === undefined) return proceed();
      const result = asPromised(hook, step, proceed);
      if (operation !== "open") return result;
      return result.then((handle) => watchedHandle(root, hook, handle as FileHandle, target));
    });
  }
  for (const operation of syncFunctions) {
    replace(fs, operation, (original) => (...args: unknown[]) => {
      const target = String(args[twoPaths.includes(operation) ? 1 : 0] as PathLike);
      const step = nameStep(root, { operation, kind: "files", target, args, subject: undefined });
      const proceed = () => original.apply(fs, args);
      return step === undefined ? proceed() : hook(step, proceed);
    });
  }
}

/** An open file's own functions. */
function watchedHandle(root: string, hook: StepHook, handle: FileHandle, target: string): FileHandle {
  const methods = handle as unknown as Methods;
  for (const operation of handleFunctions) {
    const original = methods[operation];
    if (original === undefined) continue;
    methods[operation] = (...args: unknown[]) => {
      const half = operation === "write" ? halfOf(original, handle, args) : undefined;
      const step = nameStep(root, { operation, kind: "files", target, args, subject: handle, half });
      const proceed = () => original.apply(handle, args);
      return step === undefined ? proceed() : asPromised(hook, step, proceed);
    };
  }
  return handle;
}

function halfOf(write: Method, handle: FileHandle, args: readonly unknown[]): () => Promise<unknown> {
  const [data, offset, length] = args as [Uint8Array, number, number];
  return async () => await write.call(handle, data, offset, Math.floor(length / 2));
}

/** Files that are opened for synchronous writes: only their descriptors come back. */
function watchDescriptors(root: string, hook: StepHook, replace: Replace): void {
  const paths = new Map<unknown, string>();
  replace(fs, "openSync", (original) => (...args: unknown[]) => {
    const fd = original.apply(fs, args);
    paths.set(fd, String(args[0]));
    return fd;
  });
  for (const operation of descriptorFunctions) {
    replace(fs, operation, (original) => (...args: unknown[]) => {
      const target = paths.get(args[0]);
      const proceed = () => original.apply(fs, args);
      const facts = { operation, kind: "files", target: target ?? "", args, subject: args[0] } as const;
      const step = target === undefined ? undefined : nameStep(root, facts);
      return step === undefined ? proceed() : hook(step, proceed);
    });
  }
}

function watchDatabases(root: string, hook: StepHook, replace: Replace): void {
  const databases = new WeakMap<object, unknown>();
  const watched = (
    operation: string,
    target: string,
    args: readonly unknown[],
    subject: unknown,
    proceed: () => unknown,
  ) => {
    const step = nameStep(root, { operation, kind: "database", target, args, subject });
    return step === undefined ? proceed() : hook(step, proceed);
  };
  const database = sqlite.DatabaseSync.prototype;
  replace(database, "exec", (original) => watchedMethod(original, "exec", ([sql]) => String(sql)));
  replace(database, "close", (original) => watchedMethod(original, "close", () => "a database"));
  // Compiling a statement changes nothing, and when it fails that is told by the same function as when its run fails.
  replace(database, "prepare", (original) => {
    return function (this: unknown, ...args: unknown[]) {
      const statement = original.apply(this, args) as object;
      databases.set(statement, this);
      return statement;
    };
  });
  for (const operation of ["run", "get", "all"]) {
    replace(sqlite.StatementSync.prototype, operation, (original) => {
      return function (this: sqlite.StatementSync, ...args: unknown[]) {
        return watched(operation, this.sourceSQL, args, databases.get(this), () => original.apply(this, args));
      };
    });
  }
  replace(sqlite.StatementSync.prototype, "iterate", (original) => {
    return function (this: sqlite.StatementSync, ...args: unknown[]) {
      const sql = this.sourceSQL;
      const subject = databases.get(this);
      const rows = original.apply(this, args) as Iterator<unknown>;
      const next = rows.next.bind(rows);
      rows.next = () => watched("next", sql, [], subject, () => next()) as IteratorResult<unknown>;
      return rows;
    };
  });
  function watchedMethod(original: Method, operation: string, targetOf: (args: readonly unknown[]) => string): unknown {
    return function (this: unknown, ...args: unknown[]) {
      return watched(operation, targetOf(args), args, this, () => original.apply(this, args));
    };
  }
}

/** What throws at once is a rejection, as it is with the functions themselves. */
function asPromised(hook: StepHook, step: Step, proceed: () => unknown): Promise<unknown> {
  try {
    return Promise.resolve(hook(step, proceed));
  } catch (error) {
    return Promise.reject(error);
  }
}
