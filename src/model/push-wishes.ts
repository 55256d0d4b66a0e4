import type { MaxChange } from "./max-change.ts";
import type { PersonKey } from "./person-key.ts";
import type { RenditionFit } from "./rendition.ts";

/** Which approved photos go to a tenant, and how. Paths are absolute. */
export interface PushWishes {
  /**
   * A folder of photos, named by a list or, without one, each file by its person; or a list of people whose photos go.
   */
  readonly task:
    | { readonly kind: "send"; readonly from: string; readonly list: string | undefined }
    | { readonly kind: "remove"; readonly list: string };
  readonly nameIs: PersonKey;
  /** The file that remembers what was sent; undefined where nothing is remembered. */
  readonly state: string | undefined;
  readonly fit: RenditionFit;
  readonly onlyMissing: boolean;
  readonly resend: boolean;
  /** Undefined = the larger of 20 and 10 % of those named to replace, any to send to who has none, 20 to remove. */
  readonly maxChange: MaxChange | undefined;
  readonly dryRun: boolean;
}
