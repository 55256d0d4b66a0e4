/** A stream of text; a terminal has `isTTY`, tells its size in characters, and emits `resize`. */
export type TextStream = NodeJS.WritableStream & {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
};
