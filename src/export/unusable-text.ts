import { limits } from "../model/limits.ts";
import type { Person } from "../model/person.ts";
import { bytesWords } from "../model/quantities.ts";

/** Why somebody's properties cannot be in a manifest; such a person is refused and keeps what was published. */
export const textReasons = ["nulInProperty", "textTooLong"] as const;
type TextReason = (typeof textReasons)[number];

/** Whether a failure is about a person's properties. */
export function isTextReason(reason: string | undefined): boolean {
  return (textReasons as readonly (string | undefined)[]).includes(reason);
}

/**
 * What is wrong with a person's properties; undefined where nothing is. MIM's file agents break on NUL (embedded-null),
 * and what is longer than a record may be could not be read back.
 */
export function unusableText(person: Person): { readonly reason: TextReason; readonly message: string } | undefined {
  const values = [...Object.values(person.properties), ...Object.values(person.extra)];
  if (values.some((value) => value.includes("\0"))) {
    return { reason: "nulInProperty", message: "a property of this user contains the character NUL" };
  }
  const bytes = values.reduce((sum, value) => sum + Buffer.byteLength(value), 0);
  if (bytes <= limits.personTextBytes) return undefined;
  const message = `the properties of this user have ${bytesWords(bytes)} of text, ${bytesWords(limits.personTextBytes)} at most are taken`;
  return { reason: "textTooLong", message };
}
