import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";

/** Both files may be replaced between the two reads: then one more look must do. */
const tries = 3;

export interface Listed {
  readonly file: string;
  readonly bytes: number;
  readonly checksum: string;
}

/** The parts of an entry of manifest.json that a reader goes by. */
interface Entry {
  readonly sha256: string;
  readonly rows: number;
  readonly sequence: number;
  readonly checksumAlgorithm: string;
}

/** Reads a file of OUT; undefined where there is none. */
export type ReadOutput = (name: string) => Buffer | undefined;

/**
 * A consumer that knows nothing but the contract, and shares no code with the program: manifest.csv is one of the two
 * that manifest.json describes, and every file that it lists is there with its bytes. What it saw once it goes on
 * looking for, as a slow reader would.
 */
export class ManifestReader {
  readonly violations: string[] = [];
  readonly #read: ReadOutput;
  readonly #seen = new Map<string, { readonly files: readonly Listed[]; readonly algorithm: string }>();

  constructor(read: ReadOutput) {
    this.#read = read;
  }

  get manifests(): number {
    return this.#seen.size;
  }

  /** Looks at what is published now; returns the SHA-256 of the manifest, undefined where there is none. */
  look(): string | undefined {
    for (let attempt = 1; attempt <= tries; attempt += 1) {
      const csv = this.#read("manifest.csv");
      if (csv === undefined) return undefined;
      const sha256 = digest("sha256", csv);
      const entry = this.#entryOf(sha256);
      if (entry === undefined) continue;
      const seen = this.#seen.get(sha256) ?? { files: this.#filesIn(csv, entry), algorithm: entry.checksumAlgorithm };
      this.#seen.set(sha256, seen);
      this.#check(seen.files, seen.algorithm, `sequence ${entry.sequence}`);
      return sha256;
    }
    this.violations.push("manifest.json describes manifest.csv in neither entry");
    return undefined;
  }

  /** Looks for the files of all manifests that it ever saw. */
  lookBack(): void {
    for (const [sha256, { files, algorithm }] of this.#seen) {
      this.#check(files, algorithm, `manifest ${sha256.slice(0, 8)}, seen before`);
    }
  }

  #entryOf(sha256: string): Entry | undefined {
    const text = this.#read("manifest.json")?.toString("utf8") ?? "{}";
    let json: { readonly current?: Entry; readonly previous?: Entry | null };
    try {
      json = JSON.parse(text);
    } catch {
      return undefined;
    }
    return [json.current, json.previous].find((entry) => entry?.sha256 === sha256) ?? undefined;
  }

  /** All files that a manifest lists, which must have as many rows as manifest.json says. */
  #filesIn(csv: Buffer, { rows: wantedRows }: Entry): readonly Listed[] {
    const rows = parse(csv, { columns: true, record_delimiter: "\r\n" }) as Record<string, string>[];
    if (rows.length !== wantedRows) this.violations.push(`${rows.length} rows instead of ${wantedRows}`);
    return rows.flatMap((row) => {
      // The photo's own columns, and those of each rendition: thumbnailFile, thumbnailBytes, thumbnailChecksum.
      const names = Object.keys(row).flatMap((column) => /^([a-z][a-z0-9]*)File$/.exec(column)?.[1] ?? []);
      const listed = (file = "", bytes = "", checksum = "") => ({ file, bytes: Number(bytes), checksum });
      const renditions = names.map((name) => listed(row[`${name}File`], row[`${name}Bytes`], row[`${name}Checksum`]));
      return [listed(row.file, row.bytes, row.checksum), ...renditions].filter(({ file }) => file !== "");
    });
  }

  #check(files: readonly Listed[], algorithm: string, when: string): void {
    for (const { file, bytes, checksum } of files) {
      const content = this.#read(file);
      if (content === undefined) this.violations.push(`${when}: ${file} is missing`);
      else if (content.length !== bytes || digest(algorithm, content) !== checksum) {
        this.violations.push(`${when}: ${file} differs`);
      }
    }
  }
}

/** Reads below a folder. */
export function readerOf(out: string): ReadOutput {
  return (name) => {
    try {
      return readFileSync(join(out, name));
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
      throw error;
    }
  };
}

function digest(algorithm: string, bytes: Uint8Array): string {
  return createHash(algorithm).update(bytes).digest("hex");
}
