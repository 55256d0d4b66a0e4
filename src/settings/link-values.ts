import type { LinkSpec } from "../model/link.ts";
import { personPropertyNames } from "../model/person.ts";
import { renditionNamePattern } from "../model/rendition.ts";

/** Properties that may name files without being a column that `--columns` appends. */
export const linkProperties = [
  ...personPropertyNames.filter((name) => name !== "onPremisesDomainName"),
  "mailNickname",
] as const;

/** What operators call them; the file names of the folders are Graph's. */
const otherNames: Readonly<Record<string, string>> = {
  upn: "userPrincipalName",
  samaccountname: "onPremisesSamAccountName",
  immutableid: "onPremisesImmutableId",
};

const form = new RegExp(`^([A-Za-z][A-Za-z0-9]{0,63})(?:=(${renditionNamePattern}))?$`);

/** One `--links`; undefined for what is none. Whether there is such a column and rendition is known by `readLinks`. */
export function parseLink(text: string): LinkSpec | undefined {
  const [, given = "", rendition] = form.exec(text) ?? [];
  if (given === "") return undefined;
  const word = given.toLowerCase();
  const property = linkProperties.find((name) => name.toLowerCase() === word) ?? otherNames[word] ?? given;
  return { property, rendition: rendition === "photo" ? undefined : rendition };
}
