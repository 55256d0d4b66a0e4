import type { Connection, ConnectRequest } from "./commands/services.ts";
import { createMailboxSource } from "./exchange/mailbox-source.ts";
import { createGraphTenant } from "./graph/tenant.ts";
import { exchangeAccess, openService } from "./open-service.ts";

/** HTTP calls in flight that `--concurrency auto` may come to. */
const highestConcurrency = 64;

/** Joins sign-in, network, Graph and Exchange; nothing is sent yet. Throws `settingInvalid` for a certificate that is no use. */
export async function connect(request: ConnectRequest): Promise<Connection> {
  const { signIn, traffic } = request;
  const service = await openService(request);
  const { graph: endpoint, opened, caller } = service;
  const { maxWaitMs } = traffic;
  const tenant = createGraphTenant({
    ...caller,
    maxWaitMs,
    endpoint,
    tokens: opened.tokensFor(endpoint),
    choice: request.choice,
    size: request.size,
    properties: request.basicColumns ? "basic" : "all",
    extraProperties: request.extraColumns,
    concurrency: traffic.concurrency === "auto" ? highestConcurrency : traffic.concurrency,
    valueMode: traffic.valueBy,
  });
  const mailboxes =
    request.discover === "graph" ? undefined : createMailboxSource({ ...exchangeAccess(signIn, service), maxWaitMs });
  return { tenant, mailboxes, graphHost: endpoint.host, certificateEndsAt: opened.certificateEndsAt };
}
