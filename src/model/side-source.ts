/** Where one side of a comparison comes from. */
export type SideSource =
  /** Absolute. */
  | { readonly kind: "path"; readonly path: string }
  /** An ldap or ldaps URL. */
  | { readonly kind: "directory"; readonly url: string };
