import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { parse } from "csv-parse/sync";

/**
 * A consumer that opens manifest.csv all the time, knows nothing but the contract, and says what broke it:
 * `node reader-process.ts OUT`. Ends with its standard input; then it looks once more for the files of every manifest
 * that it has ever seen, as a slow reader would, and writes what it found as JSON.
 */
const out = process.argv[2] ?? "";
const seen = new Map<string, readonly Listed[]>();
const violations: string[] = [];
let looks = 0;

interface Listed {
  readonly file: string;
  readonly bytes: number;
  readonly checksum: string;
}

/** Both files may be replaced between the two reads: then one more look must do. */
const tries = 3;

function look(): void {
  for (let attempt = 1; attempt <= tries; attempt += 1) {
    const csv = readIfThere("manifest.csv");
    if (csv === undefined) return;
    const sha256 = sha256Of(csv);
    const json = JSON.parse(readIfThere("manifest.json")?.toString("utf8") ?? "{}");
    const entry = [json.current, json.previous].find((candidate) => candidate?.sha256 === sha256);
    if (entry === undefined) continue;
    const files = seen.get(sha256) ?? filesIn(csv, entry.rows);
    seen.set(sha256, files);
    checkFiles(files, `sequence ${entry.sequence}`);
    return;
  }
  violations.push("manifest.json describes manifest.csv in neither entry");
}

/** All files that a manifest lists, which must have as many rows as manifest.json says. */
function filesIn(csv: Buffer, wantedRows: number): readonly Listed[] {
  const rows = parse(csv, { columns: true, record_delimiter: "\r\n" }) as Record<string, string>[];
  if (rows.length !== wantedRows) violations.push(`${rows.length} rows instead of ${wantedRows}`);
  return rows.flatMap((row) => {
    // The photo's own columns, and those of each rendition: thumbnailFile, thumbnailBytes, thumbnailChecksum.
    const names = Object.keys(row).flatMap((column) => /^([a-z][a-z0-9]*)File$/.exec(column)?.[1] ?? []);
    const listed = (file = "", bytes = "", checksum = "") => ({ file, bytes: Number(bytes), checksum });
    const renditions = names.map((name) => listed(row[`${name}File`], row[`${name}Bytes`], row[`${name}Checksum`]));
    return [listed(row.file, row.bytes, row.checksum), ...renditions.filter(({ file }) => file !== "")];
  });
}

function checkFiles(files: readonly Listed[], when: string): void {
  for (const { file, bytes, checksum } of files) {
    const content = readIfThere(file);
    if (content === undefined) violations.push(`${when}: ${file} is missing`);
    else if (content.length !== bytes || sha256Of(content) !== checksum) violations.push(`${when}: ${file} differs`);
  }
}

function readIfThere(name: string): Buffer | undefined {
  try {
    return readFileSync(join(out, name));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

function sha256Of(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

let ended = false;
process.stdin.on("end", () => {
  ended = true;
});
process.stdin.resume();
while (!ended && violations.length < 20) {
  look();
  looks += 1;
  await setImmediate();
}
look();
for (const [sha256, files] of seen) checkFiles(files, `manifest ${sha256.slice(0, 8)}, seen before`);
process.stdout.write(JSON.stringify({ looks, manifests: seen.size, violations }));
