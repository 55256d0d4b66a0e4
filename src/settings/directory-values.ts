import * as z from "zod";
import {
  type AttributePicture,
  type DirectoryAddress,
  type DirectoryJoin,
  directoryJoins,
  parseDirectoryUrl,
  photoAttributes,
} from "../model/directory.ts";
import { type JoinKey, joinKeys } from "../model/join-key.ts";
import { renditionNamePattern } from "../model/rendition.ts";

/*
 * What the text of a setting of `ad sync` and `ad restore` may be; see `values.ts`.
 */

export const directoryUrl = z.string().transform((given, context): DirectoryAddress => {
  const url = parseDirectoryUrl(given);
  if (url !== undefined && url.attribute === undefined) return url.address;
  const message = given.trim().toLowerCase().startsWith("ldap:")
    ? "must begin with ldaps://: a password and photos do not go over the network unencrypted"
    : "must be ldaps://HOST/BASE, such as ldaps://dc1.contoso.com/OU=Staff,DC=contoso,DC=com";
  context.addIssue({ code: "custom", message });
  return z.NEVER;
});

const picture = new RegExp(`^([A-Za-z]+)=(${renditionNamePattern})$`);

const attributePicture = z.string().transform((given, context): AttributePicture => {
  const [, name = "", wanted = ""] = picture.exec(given) ?? [];
  const attribute = photoAttributes.find((candidate) => candidate.toLowerCase() === name.toLowerCase());
  if (attribute !== undefined) return { attribute, picture: wanted };
  context.addIssue({
    code: "custom",
    message: `must be ATTRIBUTE=photo or ATTRIBUTE=RENDITION with ${photoAttributes.join(" or ")}`,
  });
  return z.NEVER;
});

export const attributePictures = z
  .array(attributePicture)
  .refine((all) => new Set(all.map(({ attribute }) => attribute)).size === all.length, "must have each attribute once");

const allJoins = [...new Set([...joinKeys, ...directoryJoins])] as const;

/** What people may be known by in any verb; each verb takes those that it can look for. */
export const joins = z
  .array(z.enum(allJoins, { error: `must be of ${allJoins.join(", ")}` }))
  .transform((all): readonly (JoinKey | DirectoryJoin)[] => [...new Set(all)]);
