import { personKeys } from "../model/person-key.ts";
import { renditionFits } from "../model/rendition.ts";
import type { SettingTable } from "./setting.ts";
import { choiceOf, maxChange, path, switchValue } from "./values.ts";

const verbs = ["push"] as const;

/** Which photos go to Microsoft 365, and whose. */
export const pushTable = {
  from: {
    verbs,
    group: "Photos",
    form: "path",
    about: "Folder of the approved photos: JPEG, PNG, GIF or BMP",
    schema: path,
  },
  list: {
    verbs,
    group: "People",
    form: "path",
    about:
      "CSV file with the columns person and file (in --from), and where wanted checksum, approvedBy and approvedAt; without it each file is named by its person",
    schema: path,
  },
  nameIs: {
    verbs,
    group: "People",
    form: "value",
    about: `What people are named by: ${personKeys.join(", ")}; an object id is always understood`,
    default: "userPrincipalName",
    schema: choiceOf(personKeys),
  },
  fit: {
    verbs,
    group: "Photos",
    form: "value",
    about: "What becomes of a photo that is no square: cover (its middle, as Teams shows it) or contain (all of it)",
    default: "cover",
    schema: choiceOf(renditionFits),
  },
  onlyMissing: {
    verbs,
    group: "Photos",
    form: "switch",
    about: "Sends a photo only to people who have none",
    default: "false",
    schema: switchValue,
  },
  resend: {
    verbs,
    group: "Photos",
    form: "switch",
    about: "Sends every photo, also where the one there looks the same",
    default: "false",
    schema: switchValue,
  },
  delete: {
    verbs,
    group: "Photos",
    form: "switch",
    about: "Removes the photos of the people in --list instead, such as leavers",
    default: "false",
    schema: switchValue,
  },
  state: {
    verbs,
    group: "Result",
    form: "path",
    about: "File that remembers what was sent; beside --from, with its name and .push.db, unless given",
    schema: path,
  },
  maxChange: {
    verbs: [...verbs, "ad sync", "ad restore"],
    group: "Pass",
    form: "value",
    about:
      "People whose photo may be changed: a number, or a percentage of those named; unless given, 20 or 10% replaced, or 20 removed. Of a directory: pictures of those compared; unless given, ad sync replaces and removes 20 or 10%, and ad restore all",
    schema: maxChange,
  },
} as const satisfies SettingTable;
