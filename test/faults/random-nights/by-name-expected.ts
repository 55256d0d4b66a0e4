import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import type { CsvRow } from "../../running/world.ts";
import { keyOf, type LinkFolder, stemOf } from "./by-name-names.ts";

/** What a by-name folder holds when it is in step with a manifest: SHA-256 by name. */
export interface ExpectedFolder {
  /** What it must hold, and what it may hold beside that. */
  readonly must: ReadonlyMap<string, string>;
  readonly may: ReadonlyMap<string, string>;
  /** Names that nobody has because several people should, and people with a picture and no value. */
  readonly collisions: number;
  readonly withoutValue: number;
}

/** The value of what is no column, where the service said it in this pass, or ever. */
export interface Nicknames {
  readonly now: ReadonlyMap<string, string>;
  readonly ever: ReadonlyMap<string, string>;
}

/** What a folder must hold after a pass that published these rows. */
export async function expectedFolder(
  out: string,
  rows: Iterable<CsvRow>,
  { column, picture }: LinkFolder,
  nicknames: Nicknames,
): Promise<ExpectedFolder> {
  const wanted: { readonly name: string; readonly key: string; readonly sha256: string; readonly isSure: boolean }[] =
    [];
  let withoutValue = 0;
  for (const row of rows) {
    const file = row[picture] ?? "";
    if (file === "") continue;
    const id = row.objectId ?? "";
    const stem = stemOf((column === undefined ? nicknames.ever.get(id) : row[column]) ?? "");
    if (stem === "") {
      withoutValue += 1;
      continue;
    }
    const sha256 = createHash("sha256")
      .update(await readFile(join(out, file)))
      .digest("hex");
    const isSure = column !== undefined || nicknames.now.has(id);
    wanted.push({ name: stem + extname(file), key: keyOf(stem), sha256, isSure });
  }
  const byKey = Map.groupBy(wanted, ({ key }) => key);
  const alone = [...byKey.values()].flatMap((sharing) => (sharing.length === 1 ? sharing : []));
  return {
    must: new Map(alone.filter(({ isSure }) => isSure).map(({ name, sha256 }) => [name, sha256])),
    may: new Map(alone.map(({ name, sha256 }) => [name, sha256])),
    collisions: byKey.size - alone.length,
    withoutValue,
  };
}
