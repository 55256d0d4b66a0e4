import type { PassSummary } from "../export/summary.ts";
import { counted } from "../model/quantities.ts";

/** After a dry run. */
export const withoutDryRun = "the same command without --dry-run does it.";

/** A command to type; a word with a blank is quoted as all shells understand it, without a backslash before the quote. */
export function commandOf(...words: readonly string[]): string {
  return ["exophotos", ...words.map((word) => (/[\s&;()]/.test(word) ? `"${word.replace(/\\+$/, "")}"` : word))].join(
    " ",
  );
}

/** What to do after a pass; undefined where nothing is: most passes are followed by the next one only. */
export function afterPass({ pass, result, photos, failures }: PassSummary, out: string): string | undefined {
  switch (result) {
    case "dryRun": {
      const changes = photos.added + photos.changed + photos.removed;
      if (changes === 0) return undefined;
      return `without --dry-run the same command makes ${counted(changes, "change", "changes")}.`;
    }
    case "published":
      return pass === 1 ? `${commandOf("verify", out)} checks every file that was written.` : undefined;
    case "publishedWithFailures": {
      const [person] = failures;
      if (person === undefined) return undefined;
      return `${commandOf("explain", person.objectId, "--out", out)} says what is known of the first who failed.`;
    }
    case "stoppedByGuard":
    case "failed":
    case "interrupted":
      // The error says it.
      return undefined;
  }
}
