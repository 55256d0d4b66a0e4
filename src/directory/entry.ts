import * as z from "zod";

const value = z.union([z.instanceof(Buffer), z.string().transform((text) => Buffer.from(text, "utf8"))]);
const values = z.union([value.transform((one) => [one]), z.array(value)]);
const entrySchema = z.object({ dn: z.string() }).catchall(values);

/** An object of a directory: the values of each attribute that was asked for, by its name in lower case. */
export interface DirectoryEntry {
  readonly dn: string;
  readonly values: ReadonlyMap<string, readonly Buffer[]>;
}

/** What the library gives as an entry: values are text or bytes there, alone or many. Throws a ZodError. */
export function readEntry(given: unknown): DirectoryEntry {
  const { dn, ...attributes } = entrySchema.parse(given);
  return { dn, values: new Map(Object.entries(attributes).map(([name, all]) => [name.toLowerCase(), all])) };
}

/** An attribute's values, none where the entry has none or this account may not see them. */
export function valuesIn({ values: all }: DirectoryEntry, attribute: string): readonly Buffer[] {
  return all.get(attribute.toLowerCase()) ?? [];
}
