import { limits } from "./limits.ts";

/**
 * An etag as it is stored and compared: without the weak mark `W/` and the quotes that Graph puts inside the string.
 * An empty one (the 1x1 placeholder has such) a missing or an overlong one says nothing and is undefined.
 * Source: profilephoto-get (`"@odata.mediaEtag": "\"BA09D118\""`).
 */
export function normalizeEtag(raw: string | null | undefined): string | undefined {
  if (raw === null || raw === undefined || raw.length > limits.etagCharacters) return undefined;
  const bare = raw
    .trim()
    .replace(/^W\//i, "")
    .replace(/^"+|"+$/g, "");
  return bare === "" ? undefined : bare;
}
