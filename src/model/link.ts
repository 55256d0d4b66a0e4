/** One by-name folder: whose pictures it holds, and what names them. */
export interface LinkSpec {
  /** A Graph user property. */
  readonly property: string;
  /** The rendition in place of the photo. */
  readonly rendition: string | undefined;
}

/** Specs as text that is equal exactly when they are. */
export function linksToJson(links: readonly LinkSpec[]): string {
  return JSON.stringify(links.map(({ property, rendition = null }) => [property, rendition]));
}

/** The specs that `linksToJson` wrote. */
export function linksFromJson(json: string): readonly LinkSpec[] {
  const pairs = JSON.parse(json) as readonly (readonly [string, string | null])[];
  return pairs.map(([property, rendition]) => ({ property, rendition: rendition ?? undefined }));
}

/** The folder's name in OUT: `by-employeeId`, or `by-employeeId-thumbnail` for a rendition. */
export function linkFolder({ property, rendition }: LinkSpec): string {
  return rendition === undefined ? `by-${property}` : `by-${property}-${rendition}`;
}
