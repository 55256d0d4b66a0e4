import { writeFileSync } from "node:fs";
import files, { type FileHandle, open } from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import { basename, dirname, join } from "node:path";
import { DatabaseSync, StatementSync } from "node:sqlite";

/**
 * Goes before the real command (`--import`) and ends its process with SIGKILL at an operation that changes the disk or
 * the state. FATAL_OPERATION is the number of the operation, or a regular expression for its description: it is never
 * begun, but for a write to a file, of which half is done. COUNTED_FROM describes the operation from which they are
 * counted. COUNT_OPERATIONS names a file for the number of all.
 */
const fatal = process.env.FATAL_OPERATION ?? "";
const fatalNumber = Number(fatal);
const fatalPattern = fatal === "" || Number.isInteger(fatalNumber) ? undefined : new RegExp(fatal);
const countedFrom = new RegExp(process.env.COUNTED_FROM ?? "");
let operations = 0;

/** Counts one operation and says whether it is the last. */
function isFatal(description: string): boolean {
  if (operations > 0 || countedFrom.test(description)) operations += 1;
  return fatalPattern === undefined ? operations === fatalNumber : fatalPattern.test(description);
}

function die(): void {
  process.kill(process.pid, "SIGKILL");
}

/** The last two parts of a path, with forward slashes: `photos/3f`, `out/manifest.csv`. */
function shortPath(path: unknown): string {
  return `${basename(dirname(String(path)))}/${basename(String(path))}`;
}

type Method = (this: unknown, ...args: unknown[]) => unknown;

/** Puts a count before a method; `describe` gets the method's own arguments. */
function watch(owner: object, name: string, describe: (target: unknown, args: readonly unknown[]) => string): void {
  const methods = owner as Record<string, Method>;
  const original = methods[name];
  if (original === undefined) throw new Error(`there is no ${name}`);
  methods[name] = function (this: unknown, ...args: unknown[]) {
    if (isFatal(`${name} ${describe(this, args)}`)) die();
    return original.apply(this, args);
  };
}

/** A write that dies on half of its way. */
function watchWrites(prototype: FileHandle): void {
  const original = prototype.write as (this: FileHandle, data: Uint8Array, offset: number, length: number) => unknown;
  const write = async function (this: FileHandle, data: Uint8Array, offset: number, length: number) {
    if (!isFatal("write")) return await original.call(this, data, offset, length);
    await original.call(this, data, offset, Math.floor(length / 2));
    die();
    return undefined;
  };
  Object.assign(prototype, { write });
}

const handle = await open(join(import.meta.filename), "r");
const prototype = Object.getPrototypeOf(handle) as FileHandle;
await handle.close();
watchWrites(prototype);
watch(prototype, "sync", () => "");
for (const name of ["open", "mkdir", "rm", "unlink"]) watch(files, name, (_, [path]) => shortPath(path));
for (const name of ["rename", "link"]) watch(files, name, (_, [, target]) => shortPath(target));
watch(DatabaseSync.prototype, "exec", (_, [sql]) => String(sql));
watch(StatementSync.prototype, "run", (statement) => (statement as StatementSync).sourceSQL.trim());
syncBuiltinESMExports();

const countTo = process.env.COUNT_OPERATIONS;
if (countTo !== undefined) process.on("exit", () => writeFileSync(countTo, String(operations)));
