/** A by-name folder as release/docs/links.md has it, written down once more. */
export interface LinkFolder {
  /** As `--links` names it. */
  readonly link: string;
  readonly folder: string;
  /** The column of the manifest that names a file; undefined where it is none of them. */
  readonly column: string | undefined;
  /** The column of the picture. */
  readonly picture: "file" | "thumbnailFile";
}

export const linkFolders = {
  employeeId: { link: "employeeId", folder: "by-employeeId", column: "employeeId", picture: "file" },
  upn: { link: "UPN", folder: "by-userPrincipalName", column: "userPrincipalName", picture: "file" },
  sam: {
    link: "sAMAccountName",
    folder: "by-onPremisesSamAccountName",
    column: "onPremisesSamAccountName",
    picture: "file",
  },
  nickname: { link: "mailNickname", folder: "by-mailNickname", column: undefined, picture: "file" },
  thumbnail: {
    link: "employeeId=thumbnail",
    folder: "by-employeeId-thumbnail",
    column: "employeeId",
    picture: "thumbnailFile",
  },
} as const satisfies Readonly<Record<string, LinkFolder>>;

export type LinkWish = keyof typeof linkFolders;

/** Values that people may get, and how a file is named after each; all others are their own names. */
const names = {
  ada: "ada",
  Ada: "Ada",
  "4711": "4711",
  "a/b": "a%2Fb",
  ".ada": "%2Eada",
  CON: "%43ON",
  straße: "straße",
  STRASSE: "STRASSE",
  "50%": "50%25",
  " ": "",
} as const;

/** Those come most that two people are to have. */
export const oddValues: readonly string[] = [...Object.keys(names), "ada", "ada", "Ada", "straße", "STRASSE"];

/** Names that files of others have: nobody's, and such that somebody may come to want. */
export const othersNames = [
  "notes.txt",
  "somebody.jpg",
  "4711.jpg",
  "ada.jpg",
  "ada.jpg",
  "Ada.jpg",
  "%43ON.jpg",
] as const;

/** The name that a value gives, without an extension; empty where it gives none. */
export function stemOf(value: string): string {
  return (names as Readonly<Record<string, string>>)[value] ?? value;
}

/** What two names have in common that are one on some system. */
export function keyOf(stem: string): string {
  return stem.toLowerCase().replaceAll("ß", "ss");
}
