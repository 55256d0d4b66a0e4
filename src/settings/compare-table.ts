import { directoryJoins } from "../model/directory.ts";
import { joinKeys } from "../model/join-key.ts";
import { joins } from "./directory-values.ts";
import type { SettingTable } from "./setting.ts";
import { anyText, integer, path } from "./values.ts";

const verbs = ["compare"] as const;

const sideForms =
  "an export directory, a manifest.csv, a folder of photos named by person, or ldaps://DC/BASE?thumbnailPhoto";

/** What two sets of photos are compared by. */
export const compareTable = {
  sideA: { verbs, group: "Photos", form: "value", about: `The first set: ${sideForms}`, schema: anyText },
  sideB: { verbs, group: "Photos", form: "value", about: "The second set, likewise", schema: anyText },
  join: {
    verbs: [...verbs, "ad sync"],
    group: "Photos",
    form: "list",
    about: `What people are known by; repeatable for ad sync, in the order to look. compare: one of ${joinKeys.join(", ")}; by default objectId where both sides have it, else userPrincipalName. ad sync: ${directoryJoins.join(", ")}; the first two by default`,
    default: [],
    schema: joins,
  },
  distance: {
    verbs: [...verbs, "ad sync"],
    group: "Photos",
    form: "value",
    about: "Bits of 64 in which the perceptual hashes of one picture may differ",
    default: "16",
    schema: integer(0, 64),
  },
  report: {
    verbs: [...verbs, "export", "schedule", "doctor"],
    group: "Result",
    form: "path",
    about:
      "HTML file to show it in: of a pass its figures, what changed, who has no photo and everybody; of a comparison the people who differ, their two pictures side by side",
    schema: path,
  },
} as const satisfies SettingTable;
