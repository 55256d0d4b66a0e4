import { readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";

const src = join(import.meta.dirname, "../../../src");

/** A call in the code that uses the file system or a database. */
interface Site {
  readonly module: string;
  readonly number: number;
  /** Whose call it is: `platform/temp-file.ts flush`. */
  readonly caller: string;
  /** Rows come later, to the loop that asks for them. */
  readonly isQuery: boolean;
}

/** How many lines below a query the loop may be that asks for its rows, which is the step. */
const linesToLoop = 14;

/** The callers of calls that no step came from. `visited` are sites as a step has them. */
export function withoutStep(visited: ReadonlySet<string>): readonly string[] {
  const isVisited = ({ module, number, isQuery }: Site) => {
    const lines = Array.from({ length: isQuery ? linesToLoop : 1 }, (_, n) => `${module}:${number + n}`);
    return lines.some((site) => visited.has(site));
  };
  const missed = sitesOfPass().filter((site) => !isVisited(site));
  return [...new Set(missed.map(({ caller }) => caller))].sort();
}

/** Functions of an open file and of a database, by what their holders are called in src. */
const onHandles = /[hH]andle\s*\.(?:write|writev|read|readFile|writeFile|stat|sync|datasync|truncate|close)\(/g;
const onDatabases =
  /(?:[dD]atabase|#connection)\s*\.(?:run|get|all|iterate|execute|exec|transaction)\(|new (?:Database|DatabaseSync)\(/g;

/** Every such call in the modules that a pass is made of: all that run-pass.ts imports, and what those import. */
function sitesOfPass(): readonly Site[] {
  return [...modulesFrom(join(src, "export/run-pass.ts"))].flatMap(sitesIn);
}

function modulesFrom(entry: string, found = new Set<string>()): ReadonlySet<string> {
  if (found.has(entry)) return found;
  found.add(entry);
  for (const [, path = ""] of readFileSync(entry, "utf8").matchAll(/^(?:import|\}) (?!type).*"(\.[^"]+\.ts)";$/gm)) {
    modulesFrom(join(dirname(entry), path), found);
  }
  return found;
}

function sitesIn(path: string): readonly Site[] {
  const text = readFileSync(path, "utf8");
  const module = relative(src, path);
  // Only passes on what others ask for.
  if (module === "store/database.ts") return [];
  const names = importedFromFs(text);
  const calls = names.length === 0 ? [] : [new RegExp(`(?<![.\\w#])(?:${names.join("|")})\\(`, "g")];
  const lines = text.split("\n");
  return [...calls, onHandles, onDatabases].flatMap((pattern) =>
    [...text.matchAll(pattern)].flatMap((match) => {
      const number = text.slice(0, match.index + match[0].length).split("\n").length;
      const line = lines[number - 1]?.trim() ?? "";
      if (/^(\*|\/)/.test(line)) return [];
      const caller = `${module} ${callerOf(lines.slice(0, number))}`;
      return [{ module, number, caller, isQuery: match[0].includes("iterate") }];
    }),
  );
}

/** The name of the function or method that the last of these lines is in. */
function callerOf(lines: readonly string[]): string {
  const heads = lines.map((line) =>
    /^(?:export )?(?:async )?function\*? (\w+)|^ {2}(?:static )?(?:async )?\*?(#?\w+)\(/.exec(line),
  );
  const head = heads.findLast((found) => found !== null);
  return head?.[1] ?? head?.[2] ?? "";
}

/** The names by which a module calls functions of node:fs. */
function importedFromFs(text: string): readonly string[] {
  const imports = [...text.matchAll(/^import \{([^}]*)\} from "node:fs(?:\/promises)?";$/gm)];
  const names = imports.flatMap(([, list = ""]) => list.split(",").map((name) => name.trim()));
  return names
    .filter((name) => name !== "" && !name.startsWith("type ") && name !== "constants")
    .map((name) => name.replace(/^\w+ as /, ""));
}
