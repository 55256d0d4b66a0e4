import { dirname } from "node:path";
import { hasCode } from "../errors.ts";
import type { RenditionSpec } from "../model/rendition.ts";
import { openStaged, type StagedFile } from "../platform/durable-file.ts";
import type { PicturePool } from "../renditions/picture-work.ts";
import { type Counts, type Finding, isDifference, type SideName } from "./finding.ts";
import { type Cell, pageEnd, pageStart, personRow } from "./report-html.ts";
import type { Side } from "./side.ts";

/** The page's size at most, in bytes, and how much of it may go to people with their pictures. */
export interface ReportLimits {
  readonly pageBytes: number;
  readonly pictureBytes: number;
}

const usualLimits: ReportLimits = { pageBytes: 20_000_000, pictureBytes: 18_000_000 };
/** Room for the end of the page. */
const endBytes = 4096;

const small: RenditionSpec = { name: "small", width: 120, height: 120, fit: "contain", maxBytes: 16_384 };

/** What a report is made of. */
export interface ReportParts {
  readonly sides: Readonly<Record<SideName, Side>>;
  readonly pool: PicturePool;
  readonly limits?: ReportLimits;
}

/**
 * A page of the people who differ, their two pictures side by side: one HTML file that needs nothing else. Dispose of it
 * in any case; without `finish` there is no file.
 */
export class Report implements AsyncDisposable {
  readonly #file: StagedFile;
  readonly #parts: ReportParts;
  readonly #limits: ReportLimits;
  #bytes = 0;
  #leftOut = 0;

  private constructor(file: StagedFile, parts: ReportParts) {
    this.#file = file;
    this.#parts = parts;
    this.#limits = parts.limits ?? usualLimits;
  }

  /** Throws `outputFailed`. */
  static async open(path: string, parts: ReportParts): Promise<Report> {
    const report = new Report(await openStaged(path, { tempDir: dirname(path) }), parts);
    await report.#write(pageStart(parts.sides.a.name, parts.sides.b.name));
    return report;
  }

  /** Adds a person who differs; others are passed over. Beyond its size the page has names only, and then numbers. */
  async add(finding: Finding): Promise<void> {
    if (!isDifference(finding.result)) return;
    const isShown = this.#bytes < this.#limits.pictureBytes;
    const row = Buffer.from(personRow(finding, await this.#cellsOf(finding, isShown)));
    if (this.#bytes + row.length > this.#limits.pageBytes - endBytes) this.#leftOut += 1;
    else await this.#write(row);
  }

  /** Ends the page with a sentence about all of it, and gives it its name. Throws `outputFailed`, `publishBlocked`. */
  async finish(counts: Counts, sentence: string): Promise<void> {
    await this.#write(pageEnd(counts, sentence, this.#leftOut));
    await this.#file.seal();
    await this.#file.commit();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file.discard();
  }

  async #cellsOf(finding: Finding, isShown: boolean): Promise<Readonly<Partial<Record<SideName, Cell>>>> {
    if (finding.result === "ambiguous") {
      const { a, b } = finding.pictures;
      return { a: namesOf(a.locators, a.count), b: namesOf(b.locators, b.count) };
    }
    const cell = async (side: SideName, locator: string): Promise<Cell> => ({
      locator,
      picture: isShown ? await this.#pictureOf(side, locator) : undefined,
    });
    return {
      ...("a" in finding ? { a: await cell("a", finding.a.locator) } : {}),
      ...("b" in finding ? { b: await cell("b", finding.b.locator) } : {}),
    };
  }

  /** A small JPEG of a picture as a data URI; undefined where there is none to be had. */
  async #pictureOf(side: SideName, locator: string): Promise<string | undefined> {
    const { sides, pool } = this.#parts;
    try {
      const order = { make: "renditions", renditions: [small], hash: false } as const;
      const result = await pool.carryOut(() => sides[side].read(locator), order);
      const made = result.kind === "made" ? result.pictures.get(small.name) : undefined;
      return made === undefined ? undefined : `data:image/jpeg;base64,${Buffer.from(made.bytes).toString("base64")}`;
    } catch (error) {
      if (hasCode(error, "outputFailed")) return undefined;
      throw error;
    }
  }

  async #write(chunk: string | Uint8Array): Promise<void> {
    await this.#file.write(chunk);
    this.#bytes += Buffer.byteLength(chunk);
  }
}

function namesOf(locators: readonly string[], count: number): Cell {
  const more = count > locators.length ? `, and ${count - locators.length} more` : "";
  return { locator: `${locators.join(", ")}${more}`, picture: undefined };
}
