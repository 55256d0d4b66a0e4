/** The columns of manifest.csv in their fixed order. New ones are only ever added at the end of this list. */
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

/** The whole header row: the fixed columns, then what `--columns` appends. */
export function manifestColumns(extraColumns: readonly string[]): readonly string[] {
  return [...fixedColumns, ...extraColumns];
}

/** The columns beyond the fixed ones, or undefined when `columns` does not start with those. */
export function extraColumnsOf(columns: readonly string[]): readonly string[] | undefined {
  return fixedColumns.every((name, index) => columns[index] === name) ? columns.slice(fixedColumns.length) : undefined;
}
