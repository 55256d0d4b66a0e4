export const checksumAlgorithms = ["md5", "sha1", "sha256", "sha384", "sha512"] as const;

/** Hash of the listed file's bytes, written as lower-case hex. */
export type ChecksumAlgorithm = (typeof checksumAlgorithms)[number];
