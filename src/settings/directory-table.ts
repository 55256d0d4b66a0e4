import { attributePictures, directoryUrl } from "./directory-values.ts";
import type { SettingTable } from "./setting.ts";
import { anyText, duration, integer, path, switchValue } from "./values.ts";

const sync = ["ad sync"] as const;
const both = ["ad sync", "ad restore"] as const;
const alsoCompare = [...both, "compare"] as const;

/** Which directory is changed, and how. */
export const directoryTable = {
  ldap: {
    verbs: both,
    group: "Directory",
    form: "value",
    about: "Domain controller and base: ldaps://dc1.contoso.com/OU=Staff,DC=contoso,DC=com",
    schema: directoryUrl,
  },
  bindUser: {
    verbs: alsoCompare,
    group: "Directory",
    form: "value",
    about: "Account that signs in to the directory: a userPrincipalName or a distinguished name",
    schema: anyText,
  },
  bindPasswordFile: {
    verbs: alsoCompare,
    group: "Directory",
    form: "path",
    about: "File that holds the account's password",
    schema: path,
  },
  attribute: {
    verbs: sync,
    group: "Directory",
    form: "list",
    about:
      "ATTRIBUTE=photo or =RENDITION for thumbnailPhoto or jpegPhoto; repeatable; thumbnailPhoto from the rendition thumbnail unless given",
    default: [],
    schema: attributePictures,
  },
  remove: {
    verbs: sync,
    group: "Directory",
    form: "switch",
    about: "Also empties the attribute of people who are published without a photo (--rows people)",
    default: "false",
    schema: switchValue,
  },
  rewriteSameLook: {
    verbs: sync,
    group: "Directory",
    form: "switch",
    about: "Also replaces what differs in its bytes but looks the same",
    default: "false",
    schema: switchValue,
  },
  rate: {
    verbs: both,
    group: "Directory",
    form: "value",
    about: "Changes a second, at most",
    default: "50",
    schema: integer(1, 1_000),
  },
  reconnectFor: {
    verbs: both,
    group: "Directory",
    form: "value",
    about: "How long a domain controller that went away is waited for",
    default: "5m",
    schema: duration(0),
  },
  undo: {
    verbs: both,
    group: "Directory",
    form: "path",
    about:
      "New file that gets the old values before anything is changed; in OUT/.exophotos/undo, or beside FILE, unless given",
    schema: path,
  },
} as const satisfies SettingTable;
