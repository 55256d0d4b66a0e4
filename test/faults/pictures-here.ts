import { MessageChannel, type Worker } from "node:worker_threads";
import { answerOrders } from "../../src/renditions/answer-orders.ts";
import { createPictureWork } from "../../src/renditions/create-picture-work.ts";
import { partsOfCheckout } from "../../src/renditions/parts-of-checkout.ts";
import type { PictureParts } from "../../src/renditions/picture-parts.ts";
import type { PictureWork } from "../../src/renditions/picture-work.ts";

/** Real work on pictures in the test's own thread: what takes the time of a small pass is starting threads. */
export async function picturesHere(): Promise<() => Promise<PictureParts>> {
  const codecs = await partsOfCheckout().codecs();
  let work: PictureWork | undefined;
  const startWorker = () => {
    const { port1, port2 } = new MessageChannel();
    answerOrders(port2, () => {
      work ??= createPictureWork(codecs);
      return work;
    });
    const terminate = async () => {
      port1.close();
      return 0;
    };
    return Object.assign(port1, { terminate }) as unknown as Worker;
  };
  return async () => ({ startWorker, codecs: async () => codecs });
}
