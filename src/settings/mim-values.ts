import * as z from "zod";
import type { LdifMapping } from "../model/ldif.ts";
import { renditionNamePattern } from "../model/rendition.ts";
import { consumerPattern } from "./values.ts";

/*
 * What the text of a setting of `mim psma` and `mim file` may be; see `values.ts`.
 */

/** Microsoft's classic agent for delimited text, its Generic CSV connector, and LDIF for MIM or a directory. */
export const mimFormats = ["delimited", "csv-connector", "ldif"] as const;
export type MimFormat = (typeof mimFormats)[number];

export const mimFileTypes = ["full", "delta"] as const;
export type MimFileType = (typeof mimFileTypes)[number];

/** The picture whose bytes an agent gets: `none`, `photo`, or a rendition by its name, which the manifest must have. */
export const mimPhoto = z.string().regex(new RegExp(`^${renditionNamePattern}$`), {
  error: "must be none, photo or the name of a rendition, such as thumbnail",
});

export const consumerName = z.string().regex(new RegExp(`^${consumerPattern}$`), {
  error: "must be a consumer's name: up to 64 letters, digits, dots, dashes and underscores",
});

export const objectClass = z.string().regex(/^[A-Za-z][A-Za-z0-9-]{0,63}$/, {
  error: "must be the name of an object class: letters, digits and dashes, such as EXOUser",
});

/** Whether the columns in its braces exist is known once the manifest is. */
export const dnTemplate = z
  .string()
  .regex(/^(?=.*\{[A-Za-z][A-Za-z0-9]*\})[^{}\r\n\0]*(?:\{[A-Za-z][A-Za-z0-9]*\}[^{}\r\n\0]*)+$/, {
    error: "must be a distinguished name with columns in braces, such as CN={objectId},OU=Photos,DC=contoso,DC=com",
  });

const mapping = z.string().transform((given, context): LdifMapping => {
  const match = /^([A-Za-z][A-Za-z0-9-]{0,63})=([A-Za-z][A-Za-z0-9]{0,63})$/.exec(given);
  const [, attribute, column] = match ?? [];
  if (attribute !== undefined && column !== undefined) return { attribute, column };
  context.addIssue({
    code: "custom",
    message: "must be ATTRIBUTE=PICTURE or ATTRIBUTE=COLUMN, such as jpegPhoto=photo",
  });
  return z.NEVER;
});

export const mappings = z.array(mapping).transform((all, context): readonly LdifMapping[] => {
  const names = new Set<string>();
  for (const { attribute } of all) {
    if (names.has(attribute.toLowerCase())) {
      context.addIssue({ code: "custom", message: `names the attribute ${attribute} twice` });
    }
    names.add(attribute.toLowerCase());
  }
  return all;
});
