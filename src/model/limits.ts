const kB = 1024;
const MB = 1024 * kB;
const s = 1000;

/**
 * How much is taken of what comes from outside and could be without end or measure; a name ends in its unit. Whoever
 * reads such a thing takes the number from here, and release/docs/limits.md says of each what it bounds and what happens
 * beyond it.
 */
export const limits = {
  /** One answer, its body included, from the beginning of the call to the last byte. */
  graphCallMs: 100 * s,
  tokenCallMs: 30 * s,
  /** The first page of a large tenant takes minutes. Exchange itself ends a call after 15. */
  mailboxCallMs: 300 * s,
  connectMs: 15 * s,
  /** The longest `Retry-After` of Entra's that is waited for; Graph's and Exchange's is a setting (`--max-wait`). */
  tokenWaitMs: 120 * s,

  graphTries: 6,
  tokenTries: 5,
  listingRestarts: 10,
  mailboxRedirects: 3,

  headersBytes: 16 * kB,
  tokenAnswerBytes: 1_000_000,
  listingPageBytes: 32 * MB,
  peopleBatchBytes: 8 * MB,
  photoBatchBytes: 24 * MB,
  /** More than any photo that Graph takes (4 MB), and than any user object. */
  aloneAnswerBytes: 16 * MB,
  /** Large enough for a page whose answer ignores the selection of properties. */
  mailboxPageBytes: 64 * MB,

  /** 20 million people in pages of 999, and as many in the smallest pages that some properties bring. */
  listingPages: 50_000,
  /** A listing that began again has as many more as it had before. */
  pagesWithoutAnyoneNew: 1_000,
  nextLinkCharacters: 16_000,

  /** Everything that is asked of a user object, taken together. A record of the manifest must stay readable. */
  personTextBytes: 1 * MB,
  etagCharacters: 1_000,
  /** Graph takes uploads up to 4 MB; pictures in Entra ID can have any dimension (profilephoto-update, -get). */
  photoBytes: 8 * MB,
  photoPixels: 40_000_000,

  settingsFileBytes: 1 * MB,
  /** Longest record that is believed: it guards against a missing quote that swallows the rest of the file. */
  manifestRecordBytes: 4 * MB,
  listRecordBytes: 64 * kB,
} as const;

export type LimitName = keyof typeof limits;
