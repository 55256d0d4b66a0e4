/**
 * Gives back the memory of bytes that nobody will look at again, now; what is still in use of the same memory keeps it:
 * only bytes that have it to themselves are freed. Whoever looks at freed bytes finds none.
 *
 * Left to the garbage collector, photos and the answers they came in cost half of a pass's processor time: V8 counts
 * their megabytes as a heap that grows, and looks through all of it again and again.
 */
export function freeBytes({ buffer, byteLength }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer && !buffer.detached && buffer.byteLength === byteLength) buffer.transfer(0);
}
