import { extname } from "node:path";
import { type LinkSpec, linkFolder } from "../model/link.ts";
import type { ManifestRow } from "../model/manifest-row.ts";
import type { ObjectId } from "../model/object-id.ts";
import { personPropertyNames } from "../model/person.ts";
import { inTurns } from "../platform/turns.ts";
import type { Row } from "../store/database.ts";
import type { LinkRecord } from "../store/links.ts";
import type { JoinedPerson } from "../store/people.ts";
import { openScratch } from "../store/scratch.ts";
import type { State } from "../store/state.ts";
import { linkKey, linkStem } from "./link-name.ts";

/** A file that a published person should have in a by-name folder. */
export interface WantedLink {
  readonly name: string;
  readonly objectId: ObjectId;
  readonly userPrincipalName: string;
  /** The picture that it is, relative to OUT. */
  readonly file: string;
  /** The picture was fetched in this pass: its file may have been made anew under the same name. */
  readonly isFresh: boolean;
}

/** All that concerns one key of one folder: files that are ours, and who should have one. */
export interface LinkGroup {
  readonly folder: string;
  readonly key: string;
  readonly recorded: readonly LinkRecord[];
  /** How many people should have it; more than one is a collision, in which nobody has it. */
  readonly wanting: number;
  /** The first few of them. */
  readonly wanted: readonly WantedLink[];
}

const heldWanted = 5;

/** flag: of a recorded file whether it is placed, of a wanted one whether its picture is fresh. */
const schema = `
  CREATE TABLE names (
    folder TEXT NOT NULL, key TEXT NOT NULL, side TEXT NOT NULL, name TEXT NOT NULL, object_id TEXT NOT NULL,
    user_principal_name TEXT NOT NULL, file TEXT NOT NULL, flag INTEGER NOT NULL
  ) STRICT;`;

const insertSql = "INSERT INTO names VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
const orderedSql = "SELECT * FROM names ORDER BY folder, key, side, object_id";

/**
 * What the by-name folders hold beside what they should: joined in a temporary file, which goes when it is disposed of,
 * so that neither is ever in memory and no folder is looked at.
 */
export class LinkPlan implements Disposable {
  readonly #database = openScratch(schema);
  readonly #withoutValue = new Map<string, number>();
  readonly #signal: AbortSignal | undefined;

  /**
   * Throws `outputFailed`, as all of it does, where the folder for temporary files cannot be used. The signal ends taking
   * in and giving out; its reason is thrown then.
   */
  constructor(signal: AbortSignal | undefined) {
    this.#signal = signal;
  }

  /** Takes in what is published and what is recorded. `pass`: whose pictures are fresh. */
  async take(state: State, links: readonly LinkSpec[], pass: number): Promise<void> {
    this.#database.execute("BEGIN");
    for await (const record of inTurns(state.links.all(), this.#signal)) {
      const { folder, key, name, objectId, file, isPlaced } = record;
      this.#database.run(insertSql, folder, key, "recorded", name, objectId, "", file, isPlaced ? 1 : 0);
    }
    if (links.length > 0) {
      for await (const joined of inTurns(state.people.all(), this.#signal)) {
        for (const spec of links) this.#want(joined, spec, pass);
      }
    }
    this.#database.execute("COMMIT");
  }

  /** People with a picture for a folder and no value to name it by. */
  withoutValue(folder: string): number {
    return this.#withoutValue.get(folder) ?? 0;
  }

  /** Folder by folder. */
  async *groups(): AsyncGenerator<LinkGroup> {
    let open: OpenGroup | undefined;
    for await (const row of inTurns(this.#database.iterate(orderedSql), this.#signal)) {
      const [folder, key] = [String(row.folder), String(row.key)];
      if (open !== undefined && (open.folder !== folder || open.key !== key)) {
        yield open;
        open = undefined;
      }
      open ??= { folder, key, recorded: [], wanting: 0, wanted: [] };
      addRow(open, row);
    }
    if (open !== undefined) yield open;
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }

  #want({ record, photo, published }: JoinedPerson, spec: LinkSpec, pass: number): void {
    const file = published === undefined ? undefined : pictureOf(published, spec);
    if (published === undefined || file === undefined) return;
    const folder = linkFolder(spec);
    const stem = linkStem(namingValue(published, record.person.extra, spec.property));
    if (stem === undefined) {
      this.#withoutValue.set(folder, this.withoutValue(folder) + 1);
      return;
    }
    const { objectId, properties } = published;
    const name = stem + extname(file);
    const isFresh = photo?.fetchedPass === pass ? 1 : 0;
    const whose = [name, objectId, properties.userPrincipalName, file, isFresh];
    this.#database.run(insertSql, folder, linkKey(stem), "wanted", ...whose);
  }
}

interface OpenGroup extends LinkGroup {
  readonly recorded: LinkRecord[];
  wanting: number;
  readonly wanted: WantedLink[];
}

function addRow(group: OpenGroup, row: Row): void {
  const { folder, key } = group;
  const named = { name: String(row.name), objectId: String(row.object_id) as ObjectId, file: String(row.file) };
  if (row.side === "recorded") {
    group.recorded.push({ ...named, folder, key, isPlaced: row.flag === 1 });
    return;
  }
  group.wanting += 1;
  if (group.wanted.length >= heldWanted) return;
  group.wanted.push({ ...named, userPrincipalName: String(row.user_principal_name), isFresh: row.flag === 1 });
}

function pictureOf({ photo }: ManifestRow, { rendition }: LinkSpec): string | undefined {
  return rendition === undefined ? photo?.file : photo?.renditions[rendition]?.file;
}

/** As the manifest has it; what is no column of it as the last listing gave it. */
function namingValue({ properties, extra }: ManifestRow, listed: ManifestRow["extra"], name: string): string {
  const property = personPropertyNames.find((one) => one === name);
  if (property !== undefined) return properties[property];
  const values = Object.hasOwn(extra, name) ? extra : listed;
  return Object.hasOwn(values, name) ? (values[name] ?? "") : "";
}

/** What has to be done about a group. */
export interface LinkStep {
  readonly folder: string;
  readonly key: string;
  readonly remove: readonly LinkRecord[];
  /** The file to be made or replaced; `recorded` is what is on record under its name. */
  readonly place: (WantedLink & { readonly recorded: LinkRecord | undefined }) | undefined;
}

/** What has to be done about a group; undefined where all is as recorded. */
export function linkStep({ folder, key, recorded, wanting, wanted }: LinkGroup): LinkStep | undefined {
  const only = wanting === 1 ? wanted[0] : undefined;
  const mine = recorded.find(({ name }) => name === only?.name);
  const remove = recorded.filter((record) => record !== mine);
  const isKept = only === undefined || (mine?.isPlaced === true && mine.file === only.file && !only.isFresh);
  if (isKept && remove.length === 0) return undefined;
  return { folder, key, remove, place: isKept ? undefined : { ...only, recorded: mine } };
}
