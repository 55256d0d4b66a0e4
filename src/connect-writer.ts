import { randomUUID } from "node:crypto";
import type { WriterRequest } from "./commands/services.ts";
import { authorityUrl, httpOptions } from "./connect.ts";
import { clouds } from "./entra/clouds.ts";
import { createPhotoWriter } from "./graph/photo-writer.ts";
import { openTokens } from "./open-tokens.ts";
import { systemClock } from "./platform/clock.ts";
import { createHttpClient } from "./platform/http.ts";
import type { PhotoWriter } from "./tenant/photo-writer.ts";
import { version } from "./version.ts";

/** HTTP calls in flight that `--concurrency auto` may come to: each write goes to another mailbox. */
const highestConcurrency = 16;

/** Joins sign-in, network and what writes photos; nothing is sent yet. Throws `settingInvalid` for a certificate that is no use. */
export async function connectWriter({ signIn, network, traffic }: WriterRequest): Promise<PhotoWriter> {
  const cloud = clouds[signIn.cloud];
  const endpoint = new URL(signIn.graphEndpoint ?? cloud.graphEndpoint);
  const http = createHttpClient(httpOptions(network));
  const authorityHost = authorityUrl(signIn.authorityHost ?? cloud.authorityHost);
  const { tokensFor } = await openTokens(signIn, { authorityHost, http });
  return createPhotoWriter({
    endpoint,
    http,
    tokens: tokensFor(endpoint),
    concurrency: traffic.concurrency === "auto" ? highestConcurrency : traffic.concurrency,
    maxWaitMs: traffic.maxWaitMs,
    userAgent: `NONISV|exophotos|exophotos/${version}`,
    clock: systemClock,
    random: Math.random,
    newId: randomUUID,
  });
}
