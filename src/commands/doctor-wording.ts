import type { Names } from "../cli/explanation.ts";
import type { Finding, FindingKind } from "../doctor/finding.ts";

/** A finding in words: what was seen, what belongs to it line by line, and what to do where something is to be done. */
export interface Words {
  readonly what: string;
  readonly details?: readonly string[];
  readonly todo?: string;
}

/** Words for some kinds of findings. */
export type Wording<K extends FindingKind> = {
  readonly [Kind in K]: (finding: Extract<Finding, { readonly kind: Kind }>, names: Names) => Words;
};
