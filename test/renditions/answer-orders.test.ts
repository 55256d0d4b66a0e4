import assert from "node:assert/strict";
import { once } from "node:events";
import { type TestContext, test } from "node:test";
import { MessageChannel, type MessagePort } from "node:worker_threads";
import { answerOrders } from "../../src/renditions/answer-orders.ts";
import type { AnswerMessage, OrderMessage } from "../../src/renditions/messages.ts";
import type { PictureResult, PictureWork } from "../../src/renditions/picture-work.ts";

/** The pool's end of the line to a worker that works with `createWork`. */
function lineTo(t: TestContext, createWork: () => PictureWork): MessagePort {
  const { port1, port2 } = new MessageChannel();
  t.after(() => port1.close());
  answerOrders(port2, createWork);
  return port1;
}

async function answerTo(port: MessagePort, firstByte: number): Promise<PictureResult> {
  const message: OrderMessage = { kind: "order", bytes: Uint8Array.of(firstByte), order: { make: "jpeg" } };
  port.postMessage(message, [message.bytes.buffer]);
  const [answer] = (await once(port, "message")) as [AnswerMessage];
  return answer.result;
}

test("An exception over a picture refuses it, and the next picture gets codecs that had no part in it", async (t) => {
  let made = 0;
  const port = lineTo(t, () => {
    const quality = ++made;
    return {
      carryOut: async (bytes) => {
        if (bytes[0] === 1) throw new Error(`unreachable\n${"at a place ".repeat(50)}`);
        const picture = { bytes: Uint8Array.from(bytes), width: 1, height: 1, quality };
        return { kind: "made", pictures: new Map([["jpeg", picture]]), perceptualHash: undefined };
      },
    };
  });
  const qualityOf = (result: PictureResult) => result.kind === "made" && result.pictures.get("jpeg")?.quality;
  assert.equal(qualityOf(await answerTo(port, 0)), 1);
  assert.deepEqual(await answerTo(port, 1), {
    kind: "refused",
    problem: "undecodable",
    rendition: undefined,
    message: "unreachable",
  });
  assert.equal(qualityOf(await answerTo(port, 0)), 2);
});

test("Of pictures that are parts of a larger memory only their own bytes are sent, and equal ones once", async (t) => {
  const codecMemory = Uint8Array.from({ length: 1000 }, (_, index) => index % 256);
  const alone = Uint8Array.of(7, 7);
  const port = lineTo(t, () => ({
    carryOut: async () => {
      const sizes = { width: 1, height: 1, quality: 1 };
      const pictures = new Map(
        Object.entries({ part: codecMemory.subarray(4, 6), first: alone, second: alone }).map(([name, bytes]) => [
          name,
          { bytes, ...sizes },
        ]),
      );
      return { kind: "made", pictures, perceptualHash: undefined };
    },
  }));
  const result = await answerTo(port, 0);
  assert.equal(result.kind, "made");
  const sent = Array.from(result.pictures, ([name, { bytes }]) => [name, [...bytes], bytes.buffer.byteLength]);
  assert.deepEqual(sent, [
    ["part", [4, 5], 2],
    ["first", [7, 7], 2],
    ["second", [7, 7], 2],
  ]);
  assert.equal(codecMemory.length, 1000);
  assert.equal(alone.buffer.detached, true);
});
