import type { PersonProperties } from "./person.ts";

/** A directory server and the part of its tree that is meant. It is only ever spoken to over TLS. */
export interface DirectoryAddress {
  readonly host: string;
  readonly port: number;
  /** A distinguished name: `OU=Staff,DC=contoso,DC=com`. */
  readonly baseDn: string;
}

/** The attributes of a person's object that hold pictures. */
export const photoAttributes = ["thumbnailPhoto", "jpegPhoto"] as const;
export type PhotoAttribute = (typeof photoAttributes)[number];

/** The most bytes that the schema of Active Directory lets a value have. Source: MS-ADA3 2.307, rangeUpper. */
export const thumbnailLimit = 102_400;

/** An attribute of the directory and the picture of the export that fills it: `photo`, or a rendition's name. */
export interface AttributePicture {
  readonly attribute: PhotoAttribute;
  readonly picture: string;
}

/** The columns of the manifest by which a person can be found in a directory. */
export const directoryJoins = [
  "onPremisesSecurityIdentifier",
  "onPremisesImmutableId",
  "onPremisesSamAccountName",
  "userPrincipalName",
  "mail",
  "employeeId",
] as const satisfies readonly (keyof PersonProperties)[];
export type DirectoryJoin = (typeof directoryJoins)[number];

const ldapsPort = 636;

/** What an LDAP URL names. */
export interface DirectoryUrl {
  readonly address: DirectoryAddress;
  /** The attribute after the question mark, as it stands there; undefined where there is none. */
  readonly attribute: string | undefined;
}

/**
 * Reads `ldaps://dc1.contoso.com/OU=Staff,DC=contoso,DC=com?thumbnailPhoto` (RFC 4516, without scope and filter).
 * Undefined for anything else, and for `ldap://`: a password and photos do not go over the network unencrypted.
 */
export function parseDirectoryUrl(text: string): DirectoryUrl | undefined {
  const url = URL.parse(text.trim());
  if (url?.protocol !== "ldaps:" || url.hostname === "" || url.username !== "" || url.password !== "") return undefined;
  const baseDn = decoded(url.pathname.slice(1));
  if (baseDn === undefined || !/^[A-Za-z][A-Za-z0-9.-]*=./.test(baseDn) || /[\0\r\n]/.test(baseDn)) return undefined;
  const attribute = url.search.slice(1);
  if (url.hash !== "" || !/^[A-Za-z0-9-]*$/.test(attribute)) return undefined;
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
  const port = url.port === "" ? ldapsPort : Number(url.port);
  return { address: { host, port, baseDn }, attribute: attribute === "" ? undefined : attribute };
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** `dc1.contoso.com`, with the port where it is not the usual one. */
export function directoryPeer({ host, port }: DirectoryAddress): string {
  const name = host.includes(":") ? `[${host}]` : host;
  return port === ldapsPort ? name : `${name}:${port}`;
}
