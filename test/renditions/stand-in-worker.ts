/** A worker's program that the tests of the pool give orders by the first byte of the "picture". */
import { parentPort, threadId } from "node:worker_threads";
import { answerOf, type OrderMessage } from "../../src/renditions/messages.ts";
import type { PictureResult } from "../../src/renditions/picture-work.ts";
import { wishes } from "./wishes.ts";

/** Names the thread in place of the hash, and gives the picture back. */
function made(bytes: Uint8Array<ArrayBuffer>): PictureResult {
  const picture = { bytes, width: 1, height: 1, quality: 1 };
  return { kind: "made", pictures: new Map([["jpeg", picture]]), perceptualHash: String(threadId) };
}

/** Holds on to all that it makes. */
function takeAllMemory(): never {
  const held: unknown[] = [];
  for (;;) held.push(new Array(10_000).fill({}));
}

parentPort?.on("message", ({ bytes }: OrderMessage) => {
  switch (bytes[0]) {
    case wishes.exit:
      return process.exit(7);
    case wishes.fail:
      throw new Error("a slip of the codec\nat some place");
    case wishes.takeAllMemory:
      return takeAllMemory();
    case wishes.hang:
      for (;;);
  }
  const { message, moved } = answerOf(made(bytes));
  parentPort?.postMessage(message, moved);
});
