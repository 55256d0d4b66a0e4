import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { hasCode } from "../errors.ts";
import { readChanges } from "../manifest/changes-csv.ts";
import { addedColumnsOf } from "../manifest/columns.ts";
import type { LastRun } from "../manifest/last-run-json.ts";
import { outputLayout } from "../manifest/output-layout.ts";
import { openPublishedCopy, type PublishedManifest } from "../manifest/reader.ts";
import type { Clock } from "../platform/clock.ts";
import { openStaged } from "../platform/durable-file.ts";
import { jsonInHtml } from "../platform/html-text.ts";
import type { PicturePool } from "../renditions/picture-work.ts";
import type { State } from "../store/state.ts";
import { changesSection } from "./changes-section.ts";
import { everybodySection } from "./everybody-section.ts";
import { failuresSection } from "./failures-section.ts";
import { figuresOf, type ReportFigures } from "./figures.ts";
import { figuresSection } from "./figures-section.ts";
import { groupsSection } from "./groups-section.ts";
import { dataElement, personData, UsedReasons } from "./page-data.ts";
import { pageEnd, pageStart } from "./page-frame.ts";
import type { PageSource } from "./page-source.ts";
import { ReportPeople } from "./people.ts";
import type { GroupedBy } from "./person.ts";
import { PicturesInPage } from "./pictures.ts";
import { rateSection } from "./rate-section.ts";
import { spreadSection } from "./spread-section.ts";

/** What a page may come to: people in its list, and bytes of its pictures in all. */
export interface ReportLimits {
  readonly people: number;
  readonly pictureBytes: number;
}

const usualLimits: ReportLimits = { people: 200_000, pictureBytes: 20_000_000 };

/** What a report is made of. */
export interface ReportParts {
  readonly out: string;
  /** The page: an absolute path. */
  readonly path: string;
  readonly lastRun: LastRun;
  /** Knows who has no photo and who failed; undefined where it cannot be used. */
  readonly state: State | undefined;
  /** What the pass ended with and what to do, in sentences. */
  readonly attention: readonly string[];
  readonly page: PageSource;
  readonly pool: PicturePool;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly limits?: ReportLimits;
}

export interface MadeReport {
  readonly bytes: number;
  readonly figures: ReportFigures;
}

/**
 * Writes the page of a pass and of what is published, atomically; it is streamed, and nobody is held in memory. Throws
 * `outputFailed`, `publishBlocked`, `manifestDamaged`, `stateDamaged`, or the signal's reason.
 */
export async function writeReport(parts: ReportParts): Promise<MadeReport> {
  const { out, path, clock, signal } = parts;
  const published = await openIfPublished(out, path, clock);
  try {
    const by = groupedBy(published);
    using people = await gather(parts, published, by);
    const rows = people.list((parts.limits ?? usualLimits).people);
    const figures = figuresOf(parts.lastRun, people, { rows, sequence: published?.description.sequence });
    const staged = await openStaged(path, { tempDir: dirname(path) });
    try {
      for await (const chunk of pageOf(parts, people, figures, published, by)) await staged.write(chunk);
      const { bytes } = await staged.seal();
      await staged.commit({ clock, signal });
      return { bytes, figures };
    } finally {
      await staged.discard();
    }
  } finally {
    await published?.close();
  }
}

async function openIfPublished(out: string, path: string, clock: Clock): Promise<PublishedManifest | undefined> {
  try {
    return await openPublishedCopy(out, path, clock);
  } catch (error) {
    // A first pass that failed has something to report, too.
    if (hasCode(error, "outEmpty")) return undefined;
    throw error;
  }
}

function groupedBy(published: PublishedManifest | undefined): GroupedBy {
  const columns = addedColumnsOf(published?.description.columns ?? []);
  return columns?.extraColumns.includes("department") === true ? "department" : "domain";
}

async function gather(
  { out, state, lastRun, signal }: ReportParts,
  published: PublishedManifest | undefined,
  by: GroupedBy,
): Promise<ReportPeople> {
  const people = new ReportPeople(by);
  try {
    if (published !== undefined) await people.takeRows(published.rows(), signal);
    await state?.snapshot(() => people.takeKnown(state.people.all(), lastRun.pass, signal));
    const { changesCsv } = outputLayout(out);
    if (published !== undefined && existsSync(changesCsv)) await people.takeChanges(readChanges(changesCsv), signal);
    return people;
  } catch (error) {
    people[Symbol.dispose]();
    throw error;
  }
}

async function* pageOf(
  parts: ReportParts,
  people: ReportPeople,
  figures: ReportFigures,
  published: PublishedManifest | undefined,
  by: GroupedBy,
): AsyncGenerator<string> {
  const { lastRun, page, attention } = parts;
  const publish = published && { ...published.description, counts: figures.publishedChanges };
  yield pageStart(page, lastRun, attention);
  yield figuresSection(figures);
  yield rateSection(lastRun);
  yield changesSection(publish, lastRun.pass);
  yield groupsSection(people.groups(), by);
  yield failuresSection(people.failures(), figures.failed);
  yield spreadSection(people, figures.published, Date.parse(lastRun.endedAt));
  yield everybodySection(figures, by);
  const reasons = new UsedReasons();
  yield* dataElement("groups", people.groupNames().map(jsonInHtml));
  yield* dataElement(
    "people",
    people.listed().map(({ person, group }) => personData(person, group, reasons)),
  );
  yield* dataElement("reasons", reasons.inWords().map(jsonInHtml));
  const pictures = new PicturesInPage(people, (parts.limits ?? usualLimits).pictureBytes);
  yield* dataElement("pictures", pictures.all(parts));
  yield pageEnd(page, pictures);
}
