import type { ObjectId } from "../model/object-id.ts";
import type { MimEntry } from "./entry.ts";
import { columnOf } from "./ldif-column.ts";

/** A distinguished name with placeholders: literal text and columns of the manifest in turn. */
export interface DnTemplate {
  readonly text: string;
  readonly parts: readonly ({ readonly literal: string } | { readonly column: string })[];
}

const type = String.raw`(?:[A-Za-z][A-Za-z0-9-]*|\d+(?:\.\d+)+)`;
const value = String.raw`(?:\\(?:[0-9A-Fa-f]{2}|[ #=",+;<>\\])|[^\\",+;<>\0\r\n])+`;
const rdn = String.raw`${type}=${value}(?:\+${type}=${value})*`;
/** A distinguished name of RFC 4514, none of whose values is empty. */
const distinguishedName = new RegExp(`^${rdn}(?:, *${rdn})*$`);

/** What Active Directory also takes for a DN: an object's own mark, wherever the object stands (MS-ADTS 3.1.1.3.1.2.4). */
const markedObject = /^<(?:SID|GUID)=[^<>]+>$/;

/** Whether a template names objects by their mark, which only Active Directory understands. */
export function namesByMark({ text }: DnTemplate): boolean {
  return text.startsWith("<");
}

/**
 * Reads `CN={userPrincipalName},OU=People,DC=contoso,DC=com` or `<SID={onPremisesSecurityIdentifier}>`. Where it is no
 * such template the answer is a text that says why, as a clause.
 */
export function parseDnTemplate(text: string): DnTemplate | string {
  const parts: ({ readonly literal: string } | { readonly column: string })[] = [];
  let from = 0;
  for (const { index, 0: whole, 1: column = "" } of text.matchAll(/\{([^{}]*)\}/g)) {
    if (index > from) parts.push({ literal: text.slice(from, index) });
    parts.push({ column });
    from = index + whole.length;
  }
  if (from < text.length) parts.push({ literal: text.slice(from) });
  if (parts.some((part) => "literal" in part && /[{}]/.test(part.literal))) return "has a brace without its partner";
  if (!parts.some((part) => "column" in part)) return "names no column in braces, so that everyone would be one object";
  const example = parts.map((part) => ("literal" in part ? part.literal : "x")).join("");
  return distinguishedName.test(example) || markedObject.test(example)
    ? { text, parts }
    : "is not a distinguished name";
}

/** The columns that a template needs. */
export function columnsOfDn({ parts }: DnTemplate): readonly string[] {
  return parts.flatMap((part) => ("column" in part ? [part.column] : []));
}

/**
 * The distinguished name of an entry; undefined where a column that the template needs is empty for this person. Of a
 * deleted object nothing is known but its object id.
 */
export function dnOf({ objectId, row }: Pick<MimEntry, "objectId" | "row">, template: DnTemplate): string | undefined {
  let dn = "";
  for (const part of template.parts) {
    const text = "literal" in part ? part.literal : partOf(objectId, row, part.column);
    if (text === "" || text === undefined) return undefined;
    dn += text;
  }
  return dn;
}

function partOf(objectId: ObjectId, row: MimEntry["row"], column: string): string | undefined {
  if (column === "objectId") return objectId;
  return row === undefined ? undefined : escapeDnValue(columnOf(row, column));
}

/** Escapes an attribute's value for a distinguished name (RFC 4514, 2.4), wherever in the value the text stands. */
export function escapeDnValue(value: string): string {
  return value
    .replace(/["+,;<>=\\]/g, String.raw`\$&`)
    .replace(/^[ #]| $/g, String.raw`\$&`)
    .replace(/\p{Cc}/gu, (control) => Buffer.from(control, "utf8").toString("hex").replace(/../g, String.raw`\$&`));
}
