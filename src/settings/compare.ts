import { resolve } from "node:path";
import { parseDirectoryUrl, photoAttributes } from "../model/directory.ts";
import { type JoinKey, joinKeys } from "../model/join-key.ts";
import type { SideSource } from "../model/side-source.ts";
import { readDirectorySignIn } from "./directory.ts";
import type { Merged } from "./merge.ts";
import { invalidSetting } from "./origin.ts";
import type { CommonSettings } from "./parts.ts";
import { required } from "./required.ts";
import type { CompareSettings } from "./types.ts";

/** The settings of `compare`, with the files read. Throws `settingInvalid`. */
export async function readCompare(merged: Merged): Promise<Omit<CompareSettings, keyof CommonSettings>> {
  const { photo = "photo", distance, to, report } = merged.values;
  if (photo === "none") {
    const problem = "must be photo or the name of a rendition: there is nothing to compare otherwise";
    throw invalidSetting("photo", merged.originOf("photo"), problem);
  }
  if (report !== undefined && report === to) {
    throw invalidSetting("report", merged.originOf("report"), "must not be the file that --to names");
  }
  const sides = { a: readSide(merged, "sideA"), b: readSide(merged, "sideB") };
  const join = readJoin(merged);
  const isDirectory = Object.values(sides).some(({ kind }) => kind === "directory");
  const signIn = isDirectory ? await readDirectorySignIn(merged) : undefined;
  return { ...sides, signIn, reconnectForMs: merged.values.reconnectFor, join, photo, distance, to, report };
}

function readJoin(merged: Merged): JoinKey | undefined {
  const [given, second] = merged.values.join;
  const join = joinKeys.find((key) => key === given);
  if (second === undefined && join === given) return join;
  const problem = second === undefined ? `must be one of ${joinKeys.join(", ")}` : "must be given once to compare";
  throw invalidSetting("join", merged.originOf("join"), problem);
}

/** A path is resolved against the folder that it was written in, a URL is not. */
function readSide(merged: Merged, key: "sideA" | "sideB"): SideSource {
  const text = required(merged, key, "to compare two sets of photos");
  if (!/^ldaps?:\/\//i.test(text)) {
    return { kind: "path", path: resolve(merged.given(key)?.origin.folder ?? "", text) };
  }
  // The whole URL would be printed as the setting's origin.
  if (URL.parse(text)?.username !== "") {
    throw invalidSetting(key, "a URL", "must be a directory's URL without user name and password");
  }
  const { address, attribute: wanted = usualAttribute } = parseDirectoryUrl(text) ?? {};
  const attribute = photoAttributes.find((candidate) => candidate.toLowerCase() === wanted.toLowerCase());
  if (address !== undefined && attribute !== undefined) return { kind: "directory", url: text, address, attribute };
  throw invalidSetting(key, merged.originOf(key), urlProblem(text, address !== undefined));
}

const usualAttribute = "thumbnailPhoto";

/** Why a text names no directory whose pictures can be read. */
function urlProblem(text: string, isAddress: boolean): string {
  if (/^ldap:/i.test(text)) {
    return "must begin with ldaps://: a password and photos do not go over the network unencrypted";
  }
  if (isAddress) return `must name ${photoAttributes.join(" or ")} after the question mark`;
  return "must be ldaps://HOST/BASE?ATTRIBUTE, such as ldaps://dc1.contoso.com/DC=contoso,DC=com?thumbnailPhoto";
}
