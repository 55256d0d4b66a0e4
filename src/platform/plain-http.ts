import { Agent } from "undici";
import { exchange } from "./http-exchange.ts";
import { type HttpClient, HttpFailure } from "./http-types.ts";

const connectTimeoutMs = 5_000;

/**
 * HTTP without TLS and never through a proxy, for what a machine offers to the programs that run on it. Each call has a
 * connection of its own. No redirects are followed.
 */
export function createPlainHttpClient(): HttpClient {
  return {
    send: async (request) => {
      request.signal.throwIfAborted();
      if (request.url.protocol !== "http:") {
        throw new HttpFailure("other", request.url.host, "only http URLs are called here");
      }
      const dispatcher = new Agent({ connect: { timeout: connectTimeoutMs }, headersTimeout: 0, bodyTimeout: 0 });
      try {
        return await exchange(dispatcher, request);
      } finally {
        await dispatcher.destroy();
      }
    },
    close: async () => undefined,
  };
}
