import type { ErrorFacts } from "../errors.ts";
import { counted, grouped } from "../model/quantities.ts";
import type { Explanation, Names } from "./explanation.ts";

/** What helps against a state of `push` that is no use. */
export const newPushState =
  "Or name a new file with --state: the first run with it compares each photo by its look, and sends what differs.";

const shownMistakes = 10;

type PushCode = "stateOtherTenant" | "listWrong" | "pushStopped" | "photosForbidden";

/** The errors of `push` in words. */
export const explainPush: { readonly [C in PushCode]: (facts: ErrorFacts[C], names: Names) => Explanation } = {
  stateOtherTenant: ({ path, tenantId, wanted }, names) => ({
    what: `${path} remembers what was sent to the tenant ${tenantId}, not to ${wanted}.`,
    todo: `Give each tenant a state of its own: change ${names.setting("state")} or ${names.setting("tenant")}.`,
  }),
  listWrong: ({ path, mistakes }) => ({
    what: `${path} has ${counted(mistakes.length, "mistake", "mistakes")}; nothing was sent.`,
    why: `${mistakes.slice(0, shownMistakes).map(mistakeText).join("; ")}${mistakes.length > shownMistakes ? "; and more" : ""}.`,
    todo: "Put them right and run it again. The list is CSV with commas, and a header with the columns person and file.",
  }),
  pushStopped: ({ change, changes, allowed, named, examples, accept }) => ({
    what: `This run would ${change} the photos of ${grouped(changes)} of ${counted(named, "person", "people")}, and ${grouped(allowed)} may be changed. Nothing was.`,
    ...(examples.length === 0 ? {} : { why: `Among them: ${examples.join(", ")}.` }),
    todo: `Check the list (--dry-run --json names everybody). If it is right, run it again with --max-change ${accept}.`,
  }),
  photosForbidden: ({ source, graphCode, message }) => {
    const words = [graphCode, message].filter((word) => word !== undefined && word !== "").join(": ");
    return {
      what:
        source === "onPremises"
          ? "The tenant's policy says that photos come from on premises (photoUpdateSettings, source onPremises): nobody can set them in the cloud, not even an application."
          : "Graph forbids every photo that was sent, although the sign-in has the permission.",
      ...(words === "" ? {} : { why: `Graph says: ${words}` }),
      todo:
        source === "onPremises"
          ? "Have a People Administrator set the source to cloud (PATCH /admin/people/photoUpdateSettings), and wait up to 24 hours; or write the photos to the directory on premises instead."
          : "Look at the tenant's photoUpdateSettings: source onPremises, or allowedRoles, keeps photos from being set. A person's sign-in needs the role User Administrator, and cannot change those of higher administrators. A changed policy can take up to 24 hours.",
    };
  },
};

function mistakeText({ line, problem }: { readonly line: number | undefined; readonly problem: string }): string {
  return line === undefined ? problem : `line ${line} ${problem}`;
}
