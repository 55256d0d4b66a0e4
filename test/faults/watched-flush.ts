import childProcess from "node:child_process";
import { appendFileSync } from "node:fs";
import fs, { type FileHandle, open } from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";

/**
 * Goes before the real command (`--import`): takes OUT for a local file system, writes a line to FLUSH_LOG for each file
 * that is flushed or renamed and for each flush of a whole file system, and fails as many of those as REFUSE_FLUSH says,
 * the first ones.
 */
const { FLUSH_LOG = "", REFUSE_FLUSH = "0" } = process.env;
let refusals = Number(REFUSE_FLUSH);
const ext4 = 0xef53;

const log = (...words: readonly unknown[]) => appendFileSync(FLUSH_LOG, `${words.join(" ")}\n`);

const { statfs, rename } = fs;
fs.statfs = (async (path: string) => ({ ...(await statfs(path)), type: ext4 })) as typeof statfs;
fs.rename = async (from, to) => {
  await rename(from, to);
  log("rename", from, to);
};

const handle = await open(import.meta.filename, "r");
const prototype = Object.getPrototypeOf(handle) as FileHandle & { readonly fd: number };
await handle.close();
const paths = new WeakMap<object, string>();
const { open: openFile } = fs;
fs.open = async (path, ...rest) => {
  const opened = await openFile(path, ...rest);
  paths.set(opened, String(path));
  return opened;
};
const { sync } = prototype;
prototype.sync = async function (this: FileHandle) {
  await sync.call(this);
  log("sync", paths.get(this));
};

const { execFile } = childProcess;
const watched = (program: string, words: readonly string[], ...rest: readonly unknown[]) => {
  const refuses = program === "/bin/sync" && refusals > 0;
  if (refuses) refusals -= 1;
  const child = (execFile as (...all: readonly unknown[]) => childProcess.ChildProcess)(
    refuses ? "/bin/false" : program,
    words,
    ...rest,
  );
  if (program === "/bin/sync") child.once("close", () => log("syncfs", ...words));
  return child;
};
childProcess.execFile = watched as typeof execFile;
syncBuiltinESMExports();
