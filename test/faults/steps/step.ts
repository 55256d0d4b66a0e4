import { basename, relative, resolve } from "node:path";

/** One call by which the program uses the file system or the database. */
export interface Step {
  /** What is done, to what kind of thing, where in src, and for which modules: the same in every pass. */
  readonly point: string;
  /** Where in src it is: `platform/temp-file.ts:60`. */
  readonly site: string;
  /** The function's own name: `rename`, `write`, `sync`, `run`, `exec`, … */
  readonly operation: string;
  readonly kind: "files" | "database";
  /** The path that it is about, after a rename the new one; SQL. */
  readonly target: string;
  readonly args: readonly unknown[];
  /** Of a handle's operation: the handle. Of a statement's: its database. */
  readonly subject: unknown;
  /** Does the first half of a write to a file. */
  readonly half?: (() => Promise<unknown>) | undefined;
}

const changing = ["write", "writeSync", "sync", "rename", "link", "unlink", "rm", "rmdir", "mkdir", "run", "exec"];

/** Whether a step changes the disk or the state. */
export function changesSomething({ operation, args }: Step): boolean {
  if (operation === "open" || operation === "openSync") return args[1] !== "r";
  return changing.includes(operation);
}

/** Names steps below a folder; undefined for those of others, such as of the test itself. */
export function nameStep(root: string, facts: Omit<Step, "point" | "site">): Step | undefined {
  const frames = framesInSrc();
  const [innermost] = frames;
  if (innermost === undefined) return undefined;
  const what = facts.kind === "database" ? shortSql(facts.target) : shortPath(root, facts.target);
  if (what === undefined) return undefined;
  const point = `${facts.operation} ${what}, ${[innermost, ...modulesOf(frames).slice(1)].join(" < ")}`;
  return { ...facts, point, site: innermost };
}

/** Frames of src, as `folder/module.ts:line`, from the innermost one out. Those that only pass statements on are no place. */
function framesInSrc(): readonly string[] {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 40;
  const { stack = "" } = new Error();
  Error.stackTraceLimit = stackTraceLimit;
  const frames = [...stack.matchAll(/\/src\/([^\s:]+\.ts:\d+):\d+/g)].map(([, frame = ""]) => frame);
  return frames.filter((frame) => !frame.startsWith("store/database.ts"));
}

/** Folders whose modules do for others what those are called for. */
const servants = /^(platform|store|manifest)\//;

/** The modules from the innermost one to the first that has a purpose of its own. */
function modulesOf(frames: readonly string[]): readonly string[] {
  const modules = [...new Set(frames.map((frame) => frame.replace(/\.ts:\d+$/, "")))];
  const end = modules.findIndex((module) => !servants.test(module));
  return end === -1 ? modules : modules.slice(0, end + 1);
}

/** `out/photos/#/#.jpg`: what differs between two files of a kind is left out. */
function shortPath(root: string, path: string): string | undefined {
  const inside = relative(root, resolve(path));
  if (inside.startsWith("..")) return undefined;
  if (inside === "") return basename(root);
  return inside
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(-[0-9a-f]{12})?/g, "#")
    .replace(/\/[0-9a-f]{2}(?=\/|$)/g, "/#")
    .replace(/\/by-\w+/, "/by-#")
    .replace(/(\/by-#\/)[^./][^/]*$/, "$1#.jpg")
    .replace(/\d+/g, "#");
}

const sqlLength = 70;

function shortSql(sql: string): string {
  return sql.trim().replace(/\s+/g, " ").replace(/\d+/g, "#").slice(0, sqlLength);
}
