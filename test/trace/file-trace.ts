import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, readFile, realpath } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { TestContext } from "node:test";

/** A successful system call that changed a file or a folder, or opened a file so that it could be changed. */
export interface FileChange {
  readonly call: string;
  /** Where it happened, with the links on the way followed as the system did. */
  readonly path: string;
  /** Whether it made the file, and would have failed had there been anything of that name. */
  readonly isExclusive?: boolean;
}

/** A trace of one command and its children. */
export interface FileTrace {
  /** What the command is run by. */
  readonly runBy: readonly string[];
  /** Once the command has ended; in no order. */
  changes(): Promise<readonly FileChange[]>;
}

/** Calls that change what their paths name. With seccomp the others cost nothing. */
const pathCalls = [
  ...["creat", "mkdir", "mkdirat", "rmdir", "unlink", "unlinkat", "rename", "renameat", "renameat2", "link", "linkat"],
  ...["symlink", "symlinkat", "truncate", "chmod", "fchmodat", "fchmodat2", "chown", "lchown", "fchownat", "utimensat"],
  ...["mknod", "mknodat", "setxattr", "lsetxattr"],
];
const openCalls = ["open", "openat", "openat2"];
const handleCalls = ["ftruncate", "fallocate", "fchmod", "fchown", "fsetxattr"];
/** A ring of this kind would take work on files past the calls above; libuv's for epoll does not. */
const ringCall = "io_uring_setup";

/**
 * Whether strace is here. In CI it must be, so that the test is not passed over unseen.
 */
export function hasStrace(t: TestContext): boolean {
  const { error } = spawnSync("strace", ["-V"]);
  if (error === undefined) return true;
  const reason = `strace: ${error.message}`;
  if (process.env.CI === "true") throw new Error(reason);
  t.skip(reason);
  return false;
}

/** Prepares a trace, with its files in a new folder below `folder`. `cwd` is the command's. */
export async function traceFiles(folder: string, cwd: string): Promise<FileTrace> {
  const prefix = join(await mkdtemp(join(folder, "trace-")), "thread");
  const calls = [...pathCalls, ...openCalls, ...handleCalls, ringCall].map((call) => `?${call}`).join(",");
  // A file for each thread, so that no call is cut in two; descriptors with their paths; whole strings.
  const options = ["-ff", "--seccomp-bpf", "-y", "-qq", "-s", "8192", "-e", `trace=${calls}`, "-e", "signal=none"];
  return {
    runBy: ["strace", ...options, "-o", prefix, "--"],
    changes: async () => {
      const changes: FileChange[] = [];
      let isSeen = false;
      for (const name of await readdir(dirname(prefix))) {
        const lines = (await readFile(join(dirname(prefix), name), "utf8")).split("\n");
        isSeen ||= lines.some((line) => line.startsWith("open"));
        for (const line of lines) changes.push(...(await changesIn(line, cwd)));
      }
      if (!isSeen) throw new Error("strace saw nothing");
      return changes;
    },
  };
}

async function changesIn(line: string, cwd: string): Promise<readonly FileChange[]> {
  const match = /^(\w+)\((.*)\) = (\S+)/.exec(line);
  const [, call = "", words = "", result = ""] = match ?? [];
  if (match === null || result === "-1" || result === "?") return [];
  if (call === ringCall) {
    if (/IORING_SETUP_SQPOLL/.test(words)) throw new Error(`work on files would not be seen: ${line}`);
    return [];
  }
  if (openCalls.includes(call)) {
    if (!/O_WRONLY|O_RDWR|O_CREAT|O_TRUNC|O_TMPFILE/.test(words)) return [];
    const isExclusive = /O_CREAT\|O_EXCL/.test(words);
    return changeOf(call, handlePath(result)).map((change) => ({ ...change, isExclusive }));
  }
  if (handleCalls.includes(call)) return changeOf(call, handlePath(words));
  if (!pathCalls.includes(call)) throw new Error(`a line that is not understood: ${line}`);
  const paths = pathsIn(words, cwd);
  // What a symbolic link says is no place where anything happens.
  const changed = call.startsWith("symlink") ? paths.slice(-1) : paths;
  return await Promise.all(changed.map(async (path) => ({ call, path: await followed(path) })));
}

function changeOf(call: string, path: string | undefined): readonly FileChange[] {
  // Pipes, sockets and the like have names without a slash.
  return path?.startsWith("/") === true ? [{ call, path: path.replace(/ \(deleted\)$/, "") }] : [];
}

/** The path of the first descriptor in a text such as `3</tmp/a>`, which strace shows as the kernel has it. */
function handlePath(text: string): string | undefined {
  const path = /^\d+<(.*?)>(?:,|$|\()/.exec(text)?.[1];
  return path === undefined ? undefined : unescaped(path);
}

/** The paths of a call: strings, each below the descriptor before it where it is relative. */
function pathsIn(words: string, cwd: string): readonly string[] {
  const paths: string[] = [];
  let base = cwd;
  for (const [, descriptor, text] of words.matchAll(/(?:\d+|AT_FDCWD)<((?:[^>"]|\\.)*)>|"((?:[^"\\]|\\.)*)"/g)) {
    if (descriptor !== undefined) base = unescaped(descriptor);
    if (text === undefined) continue;
    const path = unescaped(text);
    paths.push(path.startsWith("/") ? path : join(base, path));
  }
  return paths;
}

/** Source: strace(1): a string is quoted as in C, bytes that are no ASCII as octal digits. */
function unescaped(text: string): string {
  const letters: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", v: "\v", f: "\f" };
  const bytes = text.replace(/\\([0-7]{1,3})|\\(.)/g, (_, octal?: string, letter = "") =>
    octal === undefined ? (letters[letter] ?? letter) : String.fromCharCode(Number.parseInt(octal, 8)),
  );
  return Buffer.from(bytes, "latin1").toString("utf8");
}

/** With the links in the folders above a name followed, as far as they are still there. */
async function followed(path: string): Promise<string> {
  const folder = dirname(path);
  if (folder === path) return path;
  return join(await realpath(folder).catch(() => followed(folder)), basename(path));
}
