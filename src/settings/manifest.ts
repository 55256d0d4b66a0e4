import { isAbsolute, relative } from "node:path";
import type { Merged } from "./merge.ts";
import { invalidSetting } from "./origin.ts";
import { type Encoding, encodings } from "./values.ts";

/** The encoding of manifest.csv, which has fewer to choose from than other files. Throws `settingInvalid`. */
export function manifestEncoding({ values, originOf }: Merged): Encoding {
  const encoding = encodings.find((one) => one === values.encoding);
  if (encoding !== undefined) return encoding;
  throw invalidSetting("encoding", originOf("encoding"), `must be one of ${encodings.join(", ")}`);
}

/** Where copies of manifest.csv go. Throws `settingInvalid` for one inside the export directory. */
export function readManifestCopies({ values, originOf }: Merged): readonly string[] {
  const { out, manifestCopy } = values;
  const inside = manifestCopy.find((path) => out !== undefined && isInside(out, path));
  if (inside === undefined) return manifestCopy;
  throw invalidSetting(
    "manifestCopy",
    originOf("manifestCopy"),
    `names ${inside}, which is inside the export directory`,
  );
}

/** Whether a path is a folder or something in it. */
export function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === "" || (!way.startsWith("..") && !isAbsolute(way));
}
