/** What the launcher (launcher.ts) gives the program that it launches. */
declare module "exophotos:launcher" {
  /** A stack with the places in the sources instead of those in the chunks. */
  export function inSources(stack: string): string;
  /** The source of the program of a worker that works on pictures, to be evaluated: there is no file of it. */
  export function workerProgram(): string;
}

/** The bundler embeds these as they are. */
declare module "*.wasm" {
  const bytes: Uint8Array<ArrayBuffer>;

  export = bytes;
}
