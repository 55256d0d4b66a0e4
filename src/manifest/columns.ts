import { renditionNamePattern } from "../model/rendition.ts";

/** The columns of manifest.csv that are always there, in their fixed order. New ones are only ever added at the end. */
export const fixedColumns = [
  "objectId",
  "userPrincipalName",
  "mail",
  "onPremisesSamAccountName",
  "onPremisesImmutableId",
  "employeeId",
  "file",
  "contentType",
  "bytes",
  "width",
  "height",
  "checksumAlgorithm",
  "checksum",
  "etag",
  "modified",
  "onPremisesSecurityIdentifier",
  "onPremisesDomainName",
] as const;

/** What each rendition has a column of, in this order: `thumbnailFile`, `thumbnailBytes`, … */
export const renditionParts = ["File", "Bytes", "Width", "Height", "Checksum"] as const;
export type RenditionPart = (typeof renditionParts)[number];

/** The columns of changes.csv and of the history segments. */
export const changeColumns = [
  "sequence",
  "changeType",
  "reason",
  "objectId",
  "userPrincipalName",
  "file",
  "checksum",
  "previousChecksum",
  "modified",
] as const;

/** What a manifest has beyond the fixed columns. */
export interface AddedColumns {
  /** Names of renditions; each has five columns. */
  readonly renditions: readonly string[];
  /** What `--columns` appends. */
  readonly extraColumns: readonly string[];
}

/** The column of one part of a rendition. */
export function renditionColumn(name: string, part: RenditionPart): string {
  return `${name}${part}`;
}

/** The whole header row. */
export function manifestColumns(added: AddedColumns): readonly string[] {
  const renditions = added.renditions.flatMap((name) => renditionParts.map((part) => renditionColumn(name, part)));
  return [...fixedColumns, ...renditions, ...added.extraColumns];
}

const firstOfRendition = new RegExp(`^(${renditionNamePattern})File$`);

/** What a header row has beyond the fixed columns, or undefined when it does not start with those. */
export function addedColumnsOf(columns: readonly string[]): AddedColumns | undefined {
  if (!fixedColumns.every((name, index) => columns[index] === name)) return undefined;
  const renditions: string[] = [];
  let next: number = fixedColumns.length;
  for (;;) {
    const name = firstOfRendition.exec(columns[next] ?? "")?.[1];
    if (name === undefined) break;
    if (!renditionParts.every((part, index) => columns[next + index] === renditionColumn(name, part))) break;
    renditions.push(name);
    next += renditionParts.length;
  }
  return { renditions, extraColumns: columns.slice(next) };
}
