import type { WriterRequest } from "./commands/services.ts";
import { createPhotoWriter } from "./graph/photo-writer.ts";
import { openService } from "./open-service.ts";
import type { PhotoWriter } from "./tenant/photo-writer.ts";

/** HTTP calls in flight that `--concurrency auto` may come to: each write goes to another mailbox. */
const highestConcurrency = 16;

/** Joins sign-in, network and what writes photos; nothing is sent yet. Throws `settingInvalid` for a certificate that is no use. */
export async function connectWriter({ signIn, network, traffic }: WriterRequest): Promise<PhotoWriter> {
  const { graph, opened, caller } = await openService({ signIn, network });
  return createPhotoWriter({
    ...caller,
    endpoint: graph,
    tokens: opened.tokensFor(graph),
    concurrency: traffic.concurrency === "auto" ? highestConcurrency : traffic.concurrency,
    maxWaitMs: traffic.maxWaitMs,
  });
}
