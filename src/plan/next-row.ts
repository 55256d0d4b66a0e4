import {
  type ListedPhoto,
  type ListedRendition,
  type ManifestRow,
  perceptualHashColumn,
} from "../model/manifest-row.ts";
import { basicPropertyNames, type Person, type PersonProperties } from "../model/person.ts";
import type { RenditionSpec } from "../model/rendition.ts";

/** Which rows a manifest has, and which of their columns are filled. */
export interface RowSettings {
  readonly rows: "photos" | "people";
  /** `--basic-columns`: leave empty what needs more than User.ReadBasic.All. */
  readonly basicColumns: boolean;
  readonly extraColumns: readonly string[];
  readonly renditions: readonly RenditionSpec[];
}

/**
 * How a person stands after a pass's questions. `untouched`: the pass was not about them (`--only`).
 * `current` covers everybody listed, also those whose answer failed or was not had.
 */
export type Standing = "current" | "untouched" | "left" | "outOfChoice";

export interface RowFacts {
  readonly person: Person;
  readonly standing: Standing;
  /** The last accepted photo. */
  readonly photo: ListedPhoto | undefined;
  /** Of that photo; undefined where there is none yet. */
  readonly perceptualHash: string | undefined;
  readonly published: ManifestRow | undefined;
  /** `/photo` denied it twice in this pass. */
  readonly photoGone: boolean;
}

/** Why a published row or its photo goes. */
export type RemovalReason = "photoRemoved" | "left" | "outOfChoice";

export interface NextRow {
  readonly row: ManifestRow | undefined;
  readonly removal: RemovalReason | undefined;
}

/** The row that a person has in the next manifest. Whoever could not be asked keeps the photo that is published. */
export function nextRow(facts: RowFacts, settings: RowSettings): NextRow {
  switch (facts.standing) {
    case "untouched":
      return { row: facts.published && withColumns(facts.published, settings), removal: undefined };
    case "left":
    case "outOfChoice":
      return { row: undefined, removal: facts.published === undefined ? undefined : facts.standing };
    case "current":
      return currentRow(facts, settings);
  }
}

function currentRow(facts: RowFacts, settings: RowSettings): NextRow {
  const photo = facts.photoGone ? undefined : (facts.photo ?? facts.published?.photo);
  const hadPhoto = facts.published?.photo !== undefined;
  const hasRow = photo !== undefined || settings.rows === "people";
  const loses = hadPhoto && photo === undefined;
  return {
    row: hasRow ? rowOf(facts, photo, settings) : undefined,
    removal: loses ? "photoRemoved" : undefined,
  };
}

function rowOf(facts: RowFacts, photo: ListedPhoto | undefined, settings: RowSettings): ManifestRow {
  const { person } = facts;
  const properties = settings.basicColumns ? basicOnly(person.properties) : person.properties;
  const extra = { ...person.extra, [perceptualHashColumn]: hashOf(facts, photo) };
  return withColumns({ objectId: person.objectId, properties, photo, extra }, settings);
}

function hashOf({ photo: accepted, perceptualHash, published }: RowFacts, photo: ListedPhoto | undefined): string {
  if (photo === undefined) return "";
  return (photo === accepted ? perceptualHash : published?.extra[perceptualHashColumn]) ?? "";
}

/** A row with the columns that its manifest has: those that it knows nothing of are empty. */
function withColumns(row: ManifestRow, { extraColumns, renditions }: RowSettings): ManifestRow {
  const extra: Record<string, string> = {};
  for (const column of extraColumns) extra[column] = row.extra[column] ?? "";
  return { ...row, photo: row.photo && withRenditions(row.photo, renditions), extra };
}

function withRenditions(photo: ListedPhoto, wanted: readonly RenditionSpec[]): ListedPhoto {
  const renditions: Record<string, ListedRendition> = {};
  for (const { name } of wanted) {
    const made = photo.renditions[name];
    if (made !== undefined) renditions[name] = made;
  }
  return { ...photo, renditions };
}

function basicOnly(properties: PersonProperties): PersonProperties {
  const blank = {
    userPrincipalName: "",
    mail: "",
    onPremisesSamAccountName: "",
    onPremisesImmutableId: "",
    employeeId: "",
    onPremisesSecurityIdentifier: "",
    onPremisesDomainName: "",
  };
  for (const name of basicPropertyNames) blank[name] = properties[name];
  return blank;
}
