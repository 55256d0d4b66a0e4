import { fixedColumns, renditionColumn } from "../manifest/columns.ts";
import type { ListedPhoto, ManifestRow } from "../model/manifest-row.ts";
import { basicPropertyNames, personPropertyNames } from "../model/person.ts";
import type { PublishFigures } from "../plan/guards.ts";
import { type NextRow, nextRow, type Standing } from "../plan/next-row.ts";
import { rowChange } from "../plan/row-change.ts";
import type { JoinedPerson } from "../store/people.ts";
import { listedPhoto } from "../store/photos.ts";
import { rowToJson } from "../store/row-json.ts";
import type { PassContext } from "./pass-context.ts";
import { isTextReason } from "./unusable-text.ts";

/** What the next manifest came to, known once its rows were all taken. */
export interface ManifestTally {
  readonly figures: PublishFigures;
  readonly firstSequence: number;
  /** `firstSequence - 1` when nothing changed. */
  readonly lastSequence: number;
  readonly changes: { readonly add: number; readonly modify: number; readonly delete: number };
  readonly photos: { readonly added: number; readonly changed: number; readonly removed: number };
}

/**
 * The next manifest's rows in order of their object ids. On the way, each difference from what is published is staged
 * in the state (inside the transaction that the caller has opened) and counted.
 */
export class NextManifest {
  readonly #context: PassContext;
  readonly #firstSequence: number;
  #sequence: number;
  #publishedRows = 0;
  #nextRows = 0;
  #removals = 0;
  readonly #publishedFilled: Record<string, number> = {};
  readonly #nextFilled: Record<string, number> = {};
  readonly #changes = { add: 0, modify: 0, delete: 0 };
  readonly #photos = { added: 0, changed: 0, removed: 0 };

  constructor(context: PassContext) {
    this.#context = context;
    this.#firstSequence = context.state.meta.lastSequence() + 1;
    this.#sequence = this.#firstSequence - 1;
  }

  *rows(): Generator<ManifestRow> {
    const { state, options } = this.#context;
    for (const joined of state.people.all()) {
      const next = nextRow(
        {
          person: joined.record.person,
          standing: standingOf(this.#context, joined),
          photo: joined.photo === undefined ? undefined : listedPhoto(joined.photo),
          perceptualHash: joined.photo?.perceptualHash,
          published: joined.published,
          photoGone: answeredNow(this.#context, joined) === "noneConfirmed",
        },
        options.rows,
      );
      this.#count(joined.published, next);
      this.#stage(joined, next);
      if (next.row !== undefined) yield next.row;
    }
  }

  tally(): ManifestTally {
    return {
      figures: {
        publishedRows: this.#publishedRows,
        nextRows: this.#nextRows,
        removals: this.#removals,
        publishedFilled: this.#publishedFilled,
        nextFilled: this.#nextFilled,
        blankOnPurpose: this.#blankOnPurpose(),
      },
      firstSequence: this.#firstSequence,
      lastSequence: this.#sequence,
      changes: this.#changes,
      photos: this.#photos,
    };
  }

  /** Columns that `--basic-columns` empties, and those that `--columns` and `--rendition` no longer name. */
  #blankOnPurpose(): ReadonlySet<string> {
    const { basicColumns, extraColumns, renditions } = this.#context.options.rows;
    const kept = new Set<string>(basicColumns ? [...basicPropertyNames, ...photoColumns] : fixedColumns);
    for (const name of extraColumns) kept.add(name);
    for (const { name } of renditions) kept.add(renditionColumn(name, "File"));
    return new Set(Object.keys(this.#publishedFilled).filter((name) => !kept.has(name)));
  }

  #count(published: ManifestRow | undefined, { row, removal }: NextRow): void {
    if (published !== undefined) {
      this.#publishedRows += 1;
      countFilled(this.#publishedFilled, published);
    }
    if (row !== undefined) {
      this.#nextRows += 1;
      countFilled(this.#nextFilled, row);
    }
    if (removal !== undefined) this.#removals += 1;
    this.#countPhoto(published?.photo, row?.photo);
  }

  #countPhoto(before: ListedPhoto | undefined, after: ListedPhoto | undefined): void {
    if (before === undefined && after !== undefined) this.#photos.added += 1;
    if (before !== undefined && after === undefined) this.#photos.removed += 1;
    if (before !== undefined && after !== undefined && before.checksum !== after.checksum) this.#photos.changed += 1;
  }

  #stage({ record, published }: JoinedPerson, { row, removal }: NextRow): void {
    const sameRow = textOf(published) === textOf(row);
    if (sameRow && published?.photo?.etag === row?.photo?.etag) return;
    const change = rowChange(published, row, removal);
    if (change === undefined) return;
    if (!sameRow) {
      this.#sequence += 1;
      this.#changes[countedAs[change.changeType]] += 1;
    }
    this.#context.state.publishes.stage({
      objectId: record.person.objectId,
      sequence: sameRow ? undefined : this.#sequence,
      ...change,
      published,
      next: row,
    });
  }
}

const countedAs = { Add: "add", Modify: "modify", Delete: "delete" } as const;

function textOf(row: ManifestRow | undefined): string | undefined {
  return row === undefined ? undefined : rowToJson(row);
}

/** A person's answer, if it is from this pass. */
function answeredNow({ pass }: PassContext, { record }: JoinedPerson): string | undefined {
  return record.askedPass === pass ? record.answer : undefined;
}

function standingOf(context: PassContext, joined: JoinedPerson): Standing {
  const { record } = joined;
  const answer = answeredNow(context, joined);
  if (answer === "left" || answer === "outOfChoice") return answer;
  const isListed = record.listedPass === context.pass;
  // Somebody who was never published comes in with a listing, not with the photo that an earlier pass left.
  if (!isListed && (context.options.only.length > 0 || joined.published === undefined)) return "untouched";
  return answer === "failed" && isTextReason(record.answerDetail?.reason) ? "untouched" : "current";
}

function countFilled(filled: Record<string, number>, row: ManifestRow): void {
  for (const name of personPropertyNames) if (row.properties[name] !== "") filled[name] = (filled[name] ?? 0) + 1;
  for (const [name, value] of Object.entries(row.extra)) if (value !== "") filled[name] = (filled[name] ?? 0) + 1;
  if (row.photo === undefined) return;
  filled.file = (filled.file ?? 0) + 1;
  if (row.photo.etag !== "") filled.etag = (filled.etag ?? 0) + 1;
  for (const name of Object.keys(row.photo.renditions)) {
    const column = renditionColumn(name, "File");
    filled[column] = (filled[column] ?? 0) + 1;
  }
}

/** `file` stands for all photo columns but the etag: they are filled together. So does a rendition's. */
const photoColumns = ["file", "etag"] as const;
