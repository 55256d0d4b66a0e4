export const ldifPresets = ["mim", "ad"] as const;
/** `mim` is what MIM's agent for LDIF imports; `ad` sets attributes of objects that a directory has already. */
export type LdifPreset = (typeof ldifPresets)[number];

/** An attribute of the file and the column of the manifest that fills it; `photo` is the picture's bytes. */
export interface LdifMapping {
  readonly attribute: string;
  readonly column: string;
}

/** What somebody asks for. */
export interface LdifWishes {
  readonly preset: LdifPreset;
  /** A name with columns in braces; undefined: the preset's own. */
  readonly dn: string | undefined;
  readonly objectClass: string;
  /** Empty: the preset's own. */
  readonly map: readonly LdifMapping[];
}
