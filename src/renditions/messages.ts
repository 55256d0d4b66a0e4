import { isMarkedAsUntransferable } from "node:worker_threads";
import type { PictureOrder, PictureResult } from "./picture-work.ts";

/** What the pool says to a worker: one order, and the next when it is answered. */
export interface OrderMessage {
  readonly kind: "order";
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly order: PictureOrder;
}

/** What a worker says to the pool. */
export interface AnswerMessage {
  readonly kind: "answer";
  readonly result: PictureResult;
}

/** The same bytes in memory that they have to themselves and that can be moved: copied only where theirs is not so. */
export function inOwnMemory(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer, byteLength } = bytes;
  const isOwn = buffer instanceof ArrayBuffer && buffer.byteLength === byteLength && !isMarkedAsUntransferable(buffer);
  return isOwn ? (bytes as Uint8Array<ArrayBuffer>) : new Uint8Array(bytes);
}

/** The answer, and what of its memory is moved with it. */
export function answerOf(result: PictureResult): { readonly message: AnswerMessage; readonly moved: ArrayBuffer[] } {
  if (result.kind === "refused") return { message: { kind: "answer", result }, moved: [] };
  const pictures = new Map(
    Array.from(result.pictures, ([name, picture]) => [name, { ...picture, bytes: inOwnMemory(picture.bytes) }]),
  );
  const moved = new Set(Array.from(pictures.values(), ({ bytes }) => bytes.buffer));
  return { message: { kind: "answer", result: { ...result, pictures } }, moved: [...moved] };
}

const longestClause = 200;

/** What an exception says, short enough to be a clause of a line. */
export function clauseOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const [line = ""] = text.trim().split(/\r?\n/, 1);
  return line.length > longestClause ? `${line.slice(0, longestClause)}…` : line || "no reason given";
}
