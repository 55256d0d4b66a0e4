import type { PsmaAttributeSet } from "../../model/psma-attributes.ts";

/** What the scripts of one management agent are made for. */
export interface PsmaOptions {
  /** The export directory as the MIM server sees it, absolute; undefined: the agent's ExportDirectory must name it. */
  readonly out: string | undefined;
  readonly objectClass: string;
  /** `photo`, or the name of a rendition. */
  readonly photo: string;
  readonly attributes: PsmaAttributeSet;
}
