import type { DoctorRequest } from "./commands/services.ts";
import { portalPages } from "./doctor/portal.ts";
import type { CalledHost, ChosenPeople, CredentialKnown, DoctorService, FirstPeople } from "./doctor/service.ts";
import { Tally } from "./doctor/tally.ts";
import { watchedHttp } from "./doctor/watched-http.ts";
import { readTokenClaims } from "./entra/token-claims.ts";
import { createMailboxSource } from "./exchange/mailbox-source.ts";
import { createGraphInspector, type GraphInspector } from "./graph/inspect.ts";
import { createGraphTenant } from "./graph/tenant.ts";
import { exchangeAccess, openService } from "./open-service.ts";
import type { OpenTokens } from "./open-tokens.ts";
import type { CredentialSettings, NetworkSettings, SignInSettings } from "./settings/parts.ts";
import type { Choice } from "./tenant/choice.ts";
import type { Tenant } from "./tenant/port.ts";

/** A doctor asks little and wants to know soon. */
const patience = { concurrency: 4, maxTries: 2, maxWaitMs: 30_000, callTimeoutMs: 30_000 };

/** Joins what the doctor asks with; nothing is sent yet. Throws `settingInvalid` for a certificate that is no use. */
export async function connectDoctor(request: DoctorRequest): Promise<DoctorService> {
  const { signIn, network, choice } = request;
  const asksExchange = request.discover !== "graph";
  const answers = new Tally();
  const service = await openService({ signIn, network }, (http) => watchedHttp(http, answers));
  const { authorityHost, graph: endpoint, exchange, opened } = service;
  const { http } = service.caller;
  const tokens = opened.tokensFor(endpoint);
  const selection = {
    properties: request.basicColumns ? ("basic" as const) : ("all" as const),
    extraProperties: request.extraColumns,
  };
  const access = { ...service.caller, ...patience, endpoint, tokens };
  const tenant = createGraphTenant({ ...access, ...selection, choice, size: request.size, valueMode: "batch" });
  const inspector = createGraphInspector(access, selection);
  return {
    hosts: hostsOf(signIn, { authorityHost, endpoint, exchange: asksExchange ? exchange : undefined }),
    http,
    answers,
    proxyEnvironment: proxyEnvironment(network),
    proxy: network.proxy?.url,
    tenantId: signIn.tenant,
    clientId: signIn.clientId,
    credential: credentialKnown(signIn.credential, opened),
    signsWithTime: opened.certificateEndsAt !== undefined,
    portal: portalPages(signIn.cloud, signIn.clientId),
    signIn: async (signal) => readTokenClaims(await tokens.token({ fresh: false, signal })),
    anybody: (top, signal) => firstOf(inspector, { kind: "everyone" }, top, signal),
    chosen: (top, signal) => chosenPeople(inspector, tenant, choice, top, signal),
    photos: tenant,
    mailboxes: asksExchange ? createMailboxSource({ ...exchangeAccess(signIn, service), ...patience }) : undefined,
    graph: inspector,
    close: () => tenant.close(),
  };
}

/** A managed identity gets its tokens from its own machine. */
function hostsOf(
  { tenant, credential }: SignInSettings,
  urls: { readonly authorityHost: URL; readonly endpoint: URL; readonly exchange: URL | undefined },
): readonly CalledHost[] {
  const openid = new URL(`/${tenant}/v2.0/.well-known/openid-configuration`, urls.authorityHost);
  const graph = new URL(`${urls.endpoint.href.replace(/\/+$/, "")}/v1.0/users`);
  return [
    ...(credential.kind === "managedIdentity" ? [] : [{ check: "authority" as const, probe: openid }]),
    { check: "graph", probe: graph },
    ...(urls.exchange === undefined ? [] : [{ check: "exchange" as const, probe: urls.exchange }]),
  ];
}

function proxyEnvironment({ proxy, noProxy }: NetworkSettings): DoctorService["proxyEnvironment"] {
  if (proxy === undefined) return undefined;
  const url = new URL(proxy.url);
  if (proxy.credentials !== undefined) {
    url.username = encodeURIComponent(proxy.credentials.user);
    url.password = encodeURIComponent(proxy.credentials.password);
  }
  return { HTTPS_PROXY: url.href, NO_PROXY: noProxy ?? "" };
}

function credentialKnown(given: CredentialSettings, { certificateEndsAt }: OpenTokens): CredentialKnown {
  if (certificateEndsAt !== undefined) return { kind: "certificate", endsAtMs: certificateEndsAt.getTime() };
  if (given.kind !== "secret") return { kind: "other" };
  return { kind: "secret", matches: (hint) => hint !== "" && given.secret.startsWith(hint) };
}

async function firstOf(
  inspector: GraphInspector,
  choice: Exclude<Choice, { kind: "keys" }>,
  top: number,
  signal: AbortSignal,
): Promise<FirstPeople> {
  const { people, total } = await inspector.people(choice, top, signal);
  return { ids: people.map(({ objectId }) => objectId), total };
}

/** Of a list, `choice` holds no more keys than are to be asked about. */
async function chosenPeople(
  inspector: GraphInspector,
  tenant: Tenant,
  choice: Choice,
  top: number,
  signal: AbortSignal,
): Promise<ChosenPeople> {
  if (choice.kind !== "keys") return { ...(await firstOf(inspector, choice, top, signal)), asked: undefined };
  const ids: ChosenPeople["ids"][number][] = [];
  for await (const step of tenant.listPeople(signal)) {
    if (step.kind === "page") ids.push(...step.people.map(({ objectId }) => objectId));
  }
  let asked = 0;
  for await (const _ of choice.keys()) asked += 1;
  return { ids, total: undefined, asked };
}
