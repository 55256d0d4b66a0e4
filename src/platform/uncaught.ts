/** Calls `handle` for an error that nobody caught, of a promise or of a callback, in place of Node's own report. */
export function onUncaught(handle: (error: unknown) => void): void {
  process.on("uncaughtException", handle);
}
