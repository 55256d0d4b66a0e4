import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { assertFile, type Description, type PublishedJson, readHistory } from "../../running/published.ts";
import type { CsvRow } from "../../running/world.ts";

/** What a reader that knows only the contract finds in OUT. */
export interface Output {
  /** Rows of manifest.csv by object id. */
  readonly rows: ReadonlyMap<string, CsvRow>;
  /** SHA-256 of each listed photo's bytes, by object id. */
  readonly contents: ReadonlyMap<string, string>;
  /** What manifest.json says of this manifest.csv, and whether it says so of the current one. */
  readonly entry: Description;
  readonly isCurrent: boolean;
  readonly json: PublishedJson;
  /** All numbered changes that are kept, also such as no manifest has yet. */
  readonly history: readonly CsvRow[];
  /** Names below photos/ and renditions/. */
  readonly files: ReadonlySet<string>;
  /** The published files as they are: what a pass that publishes nothing must leave alone. */
  readonly published: string;
}

/**
 * Reads OUT and holds it against itself: manifest.json describes manifest.csv, rows are in order, each listed file is
 * there with its checksum, and the history has no gap. Undefined when nothing is published.
 */
export async function readOutput(out: string): Promise<Output | undefined> {
  const csv = await readFile(join(out, "manifest.csv")).catch((error: NodeJS.ErrnoException) => {
    assert.equal(error.code, "ENOENT");
    return undefined;
  });
  if (csv === undefined) return undefined;
  const json = JSON.parse(await readFile(join(out, "manifest.json"), "utf8")) as PublishedJson;
  const sha256 = sha256Of(csv);
  const isCurrent = json.current.sha256 === sha256;
  const entry = isCurrent ? json.current : json.previous;
  assert.ok(entry !== null && entry.sha256 === sha256, "manifest.json describes manifest.csv");
  assert.equal(entry.bytes, csv.length);
  const rows = rowsIn(csv, entry);
  assert.equal(entry.rows, rows.length);
  const ids = rows.map(({ objectId = "" }) => objectId);
  assert.deepEqual(ids, [...new Set(ids)].sort(), "one row a person, ordered by objectId");

  const contents = new Map<string, string>();
  for (const row of rows) {
    assert.deepEqual(Object.keys(row), entry.columns);
    await assertFile(out, row);
    if (row.file === "" || row.file === undefined) continue;
    assert.equal(row.checksumAlgorithm, entry.checksumAlgorithm);
    contents.set(row.objectId ?? "", sha256Of(await readFile(join(out, row.file))));
  }
  const history = await readHistory(out);
  for (const [place, { sequence }] of history.entries()) {
    assert.equal(Number(sequence), Number(history[0]?.sequence) + place, "numbers without gaps");
  }
  return {
    rows: new Map(rows.map((row) => [row.objectId ?? "", row])),
    contents,
    entry,
    isCurrent,
    json,
    history,
    files: new Set([...(await namesIn(out, "photos")), ...(await namesIn(out, "renditions"))]),
    published: await publishedFiles(out),
  };
}

/** As manifest.json says to read it. */
function rowsIn(csv: Buffer, { encoding, delimiter }: Description): readonly CsvRow[] {
  const options = { columns: true, delimiter, record_delimiter: "\r\n" } as const;
  const hasMark = csv.subarray(0, 3).equals(Buffer.of(0xef, 0xbb, 0xbf));
  assert.equal(hasMark, encoding === "utf8-bom", `a byte order mark with ${encoding}`);
  switch (encoding) {
    case "utf8":
      return parse(csv.toString("utf8"), options) as CsvRow[];
    case "utf8-bom":
      return parse(csv.toString("utf8", 3), options) as CsvRow[];
    case "utf16le":
      return parse(csv.toString("utf16le"), options) as CsvRow[];
    default:
      throw new Error(`manifest.json names no encoding that is known: ${encoding}`);
  }
}

async function publishedFiles(out: string): Promise<string> {
  const names = ["manifest.csv", "manifest.json", "changes.csv", ...(await namesIn(out, "changes")).toSorted()];
  const digests = await Promise.all(
    names.map(async (name) => {
      const content = await readFile(join(out, name)).catch(() => undefined);
      return `${name} ${content === undefined ? "none" : sha256Of(content)}`;
    }),
  );
  return digests.join("\n");
}

/** The files below a folder of OUT, relative to OUT with forward slashes. */
async function namesIn(out: string, folder: string): Promise<readonly string[]> {
  const entries = await readdir(join(out, folder), { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(out.length + 1)
        .replaceAll("\\", "/"),
    );
}

function sha256Of(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
