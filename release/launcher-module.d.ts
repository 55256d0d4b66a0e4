/** What the launcher (launcher.ts) gives the program that it launches. */
declare module "exophotos:launcher" {
  /** A stack with the places in the sources instead of those in the chunks. */
  export function inSources(stack: string): string;
}
