import type { MessagePort } from "node:worker_threads";
import { answerOf, clauseOf, type OrderMessage } from "./messages.ts";
import type { PictureOrder, PictureResult, PictureWork } from "./picture-work.ts";

/**
 * Answers the orders that come in through the port. What is thrown over a picture refuses that picture; the next one gets
 * new work of `createWork`, because nobody knows what the exception left behind in the codecs. What `createWork` throws
 * the first time is thrown on.
 */
export function answerOrders(port: MessagePort, createWork: () => PictureWork): void {
  let work: PictureWork | undefined = createWork();

  async function carryOut(bytes: Uint8Array, order: PictureOrder): Promise<PictureResult> {
    try {
      work ??= createWork();
      return await work.carryOut(bytes, order);
    } catch (error) {
      work = undefined;
      return { kind: "refused", problem: "undecodable", rendition: undefined, message: clauseOf(error) };
    }
  }

  port.on("message", async ({ bytes, order }: OrderMessage) => {
    const { message, moved } = answerOf(await carryOut(bytes, order));
    port.postMessage(message, moved);
  });
}
