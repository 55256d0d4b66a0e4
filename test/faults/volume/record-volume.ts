import childProcess, { type ChildProcess } from "node:child_process";
import { readdirSync, readFileSync, type StatsFs } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import { join, relative, resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Step } from "../steps/step.ts";
import { watchSteps } from "../steps/watch-steps.ts";
import type { Change, VolumeEntry, VolumeLog, VolumeStart } from "./volume-log.ts";

/** SQLite's own files, which it writes itself, and logs, which nothing depends on. */
const left = /\.exophotos\/(logs\/|lock\.db|state\.db)/;
const ignored = [
  "access",
  "lstat",
  "readFile",
  "readdir",
  "realpath",
  "stat",
  "read",
  "existsSync",
  "accessSync",
  "createReadStream",
];
const reading = ["get", "all", "next"];

/** Runs a pass and writes down all that it asks of the volume below `root`; copies of the state go to `states`. */
export async function recordVolume(root: string, states: string, run: () => Promise<unknown>): Promise<VolumeLog> {
  const start = readStart(root, states);
  const recorder = new Recorder(root, states, [...start.files.keys()]);
  const end = watchSteps(root, (step, proceed) => recorder.step(step, proceed));
  const endPrograms = watchPrograms(recorder);
  try {
    await run();
  } finally {
    endPrograms();
    end();
  }
  return { start, entries: recorder.entries };
}

/** The one program that a pass asks to do something to the volume: `sync`, which flushes all of it. */
function watchPrograms(recorder: Recorder): () => void {
  const { execFile } = childProcess;
  const watched = (program: string, ...rest: readonly unknown[]) => {
    if (program !== "/bin/sync") throw new Error(`the volume does not know what ${program} does`);
    const begun = recorder.entries.length;
    const child = (execFile as (...all: readonly unknown[]) => ChildProcess)(program, ...rest);
    child.prependOnceListener("close", () =>
      recorder.entries.push({ kind: "flushVolume", begun, point: "flush of the volume" }),
    );
    return child;
  };
  childProcess.execFile = watched as typeof execFile;
  syncBuiltinESMExports();
  return () => {
    childProcess.execFile = execFile;
    syncBuiltinESMExports();
  };
}

/** Of a file system that one call flushes. */
const ext4 = 0xef53;

function readStart(root: string, states: string): VolumeStart {
  const all = readdirSync(root, { recursive: true, withFileTypes: true });
  const nameOf = (entry: { parentPath: string; name: string }) => relative(root, join(entry.parentPath, entry.name));
  const folders = all.filter((entry) => entry.isDirectory()).map(nameOf);
  const names = all.filter((entry) => entry.isFile()).map(nameOf);
  const files = new Map(names.filter((name) => !left.test(name)).map((name) => [name, readFileSync(join(root, name))]));
  const path = names.find((name) => name.endsWith(".exophotos/state.db"));
  if (path === undefined) return { folders, files, state: undefined };
  const state = join(states, "start.db");
  copyDatabase(join(root, path), state);
  return { folders, files, state };
}

function copyDatabase(from: string, to: string): void {
  const database = new DatabaseSync(from, { readOnly: true });
  database.exec(`VACUUM INTO '${to}'`);
  database.close();
}

class Recorder {
  readonly entries: VolumeEntry[] = [];
  readonly #root: string;
  readonly #states: string;
  /** The file that has a name now, by number. */
  readonly #names: Map<string, number>;
  readonly #handles = new Map<unknown, { readonly path: string; readonly file: number | undefined; offset: number }>();
  #files: number;
  #isOwn = false;

  constructor(root: string, states: string, names: readonly string[]) {
    this.#root = root;
    this.#states = states;
    this.#names = new Map(names.map((name, index) => [name, index]));
    this.#files = names.length;
  }

  step(step: Step, proceed: () => unknown): unknown {
    if (this.#isOwn) return proceed();
    if (step.kind === "database") return this.#statement(step, proceed);
    if (left.test(step.target) || ignored.includes(step.operation)) return proceed();
    return this.#fileStep(step, proceed as () => Promise<unknown>);
  }

  async #fileStep(step: Step, proceed: () => Promise<unknown>): Promise<unknown> {
    const { operation, args, subject, point } = step;
    const [path, from] = [this.#path(step.target), this.#path(String(args[0]))];
    switch (operation) {
      case "open":
        return await this.#open(path, String(args[1]), point, proceed as () => Promise<FileHandle>);
      case "write":
        return await this.#write(step, proceed as () => Promise<{ bytesWritten: number }>);
      case "statfs":
        return { ...((await proceed()) as StatsFs), type: ext4 };
      case "sync":
      case "datasync":
        return await this.#flush(step, proceed);
      case "close":
        this.#handles.delete(subject);
        return await proceed();
      case "mkdir":
        return await this.#done([{ kind: "folder", path }], point, proceed);
      case "unlink":
      case "rmdir":
        return await this.#done([{ kind: "unname", path }], point, proceed);
      case "rm": {
        const gone = [...this.#names.keys()].filter((name) => name === path || name.startsWith(`${path}/`));
        return await this.#done(
          gone.map((name) => ({ kind: "unname", path: name })),
          point,
          proceed,
        );
      }
      case "link":
        return await this.#done([{ kind: "name", path, file: this.#fileAt(from) }], point, proceed);
      case "rename":
        return await this.#done(
          [
            { kind: "name", path, file: this.#fileAt(from) },
            { kind: "unname", path: from },
          ],
          point,
          proceed,
        );
      default:
        throw new Error(`the volume does not know what ${operation} does: ${point}`);
    }
  }

  async #open(path: string, flags: string, point: string, proceed: () => Promise<FileHandle>): Promise<FileHandle> {
    if (!["r", "wx"].includes(flags)) throw new Error(`the volume does not know a file opened for ${flags}: ${point}`);
    if (flags === "r") {
      const handle = await proceed();
      this.#handles.set(handle, { path, file: this.#names.get(path), offset: 0 });
      return handle;
    }
    const file = this.#files++;
    const handle = (await this.#done([{ kind: "name", path, file }], point, proceed)) as FileHandle;
    this.#handles.set(handle, { path, file, offset: 0 });
    return handle;
  }

  async #write({ subject, args, point }: Step, proceed: () => Promise<{ bytesWritten: number }>): Promise<unknown> {
    const handle = this.#handles.get(subject);
    if (handle?.file === undefined) throw new Error(`nobody opened what is written: ${point}`);
    const [data, from, length] = args as [Uint8Array, number, number];
    const bytes = Uint8Array.from(data.subarray(from, from + length));
    const change: Change = { kind: "write", file: handle.file, offset: handle.offset, bytes };
    const result = (await this.#done([change], point, proceed)) as { bytesWritten: number };
    if (result.bytesWritten !== length) throw new Error("the real disk is full");
    handle.offset += length;
    return result;
  }

  async #flush({ subject, point }: Step, proceed: () => Promise<unknown>): Promise<unknown> {
    const handle = this.#handles.get(subject);
    if (handle === undefined) throw new Error(`nobody opened what is flushed: ${point}`);
    const begun = this.entries.length;
    const result = await proceed();
    if (handle.file === undefined) this.entries.push({ kind: "flushFolder", path: handle.path, begun, point });
    else this.entries.push({ kind: "flushFile", file: handle.file, begun, point });
    return result;
  }

  /** Changes are in the log from when their call returns; one that was refused changed nothing. */
  async #done(changes: readonly Change[], point: string, proceed: () => Promise<unknown>): Promise<unknown> {
    const result = await proceed();
    for (const change of changes) {
      this.entries.push({ ...change, point });
      if (change.kind === "name") this.#names.set(change.path, change.file);
      if (change.kind === "unname") this.#names.delete(change.path);
    }
    return result;
  }

  #statement({ operation, subject, target, point }: Step, proceed: () => unknown): unknown {
    const database = subject as DatabaseSync | undefined;
    if (database === undefined || reading.includes(operation) || operation === "close") return proceed();
    const path = database.location() ?? "";
    if (!path.endsWith("/state.db")) return proceed();
    const isFlushed = this.#own(() => database.prepare("PRAGMA synchronous").get()?.synchronous) !== 1;
    const result = proceed();
    const changes = operation === "run" || /COMMIT|CREATE/.test(target);
    if (!changes || database.isTransaction) return result;
    const state = join(this.#states, `${this.entries.length}.db`);
    this.#own(() => copyDatabase(path, state));
    this.entries.push({ kind: "commit", state, isFlushed, point });
    return result;
  }

  #own<T>(act: () => T): T {
    this.#isOwn = true;
    try {
      return act();
    } finally {
      this.#isOwn = false;
    }
  }

  #fileAt(path: string): number {
    const file = this.#names.get(path);
    if (file === undefined) throw new Error(`there is no ${path}`);
    return file;
  }

  #path(path: string): string {
    return relative(this.#root, resolve(path));
  }
}
