import type { DirectoryAddress, PhotoAttribute } from "./directory.ts";

/** Where one side of a comparison comes from. */
export type SideSource =
  /** Absolute. */
  { readonly kind: "path"; readonly path: string } | DirectorySource;

/** The pictures of a directory. */
export interface DirectorySource {
  readonly kind: "directory";
  /** As the operator wrote it. */
  readonly url: string;
  readonly address: DirectoryAddress;
  readonly attribute: PhotoAttribute;
}
