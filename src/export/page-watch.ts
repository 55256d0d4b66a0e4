import { ExophotosError } from "../errors.ts";
import { limits } from "../model/limits.ts";
import { grouped } from "../model/quantities.ts";

/**
 * Watches the pages of a listing for one that does not come to its end: too many in a row bring nobody who was not
 * listed before. After a beginning anew everybody comes again, and as many pages more may bring nobody new.
 */
export function watchPages(host: string) {
  let pages = 0;
  let inVain = 0;
  let allowed: number = limits.pagesWithoutAnyoneNew;
  return {
    restarted: (): void => {
      allowed = limits.pagesWithoutAnyoneNew + pages;
      pages = 0;
      inVain = 0;
    },
    /** Throws `unreachable`. */
    page: (hasAnyoneNew: boolean): void => {
      pages += 1;
      inVain = hasAnyoneNew ? 0 : inVain + 1;
      if (inVain <= allowed) return;
      const problem = `${grouped(inVain)} pages in a row had nobody on them who was not listed before`;
      throw new ExophotosError("unreachable", { host, call: "list users", problem, tries: 1 });
    },
  };
}
