/** Modes that new files can have where files have modes; a folder gets x where its files have r. */
export const fileModes = ["0600", "0640", "0644"] as const;
export type FileMode = (typeof fileModes)[number];

/** What new files have unless something else is wished: this account alone. */
export const usualFileMode: FileMode = "0600";
