import { makeApplication } from "./application.ts";
import { type ServerConditions, underConditions } from "./conditions.ts";
import { randomRow } from "./directory/mix.ts";
import { objectIdOf } from "./directory/object-ids.ts";
import { People } from "./directory/people.ts";
import { initialDomain } from "./directory/user-properties.ts";
import { Directory } from "./directory.ts";
import { disturbed } from "./disturbed.ts";
import { drawGallery, type PhotoBytes } from "./drawing/gallery.ts";
import { ApplicationCertificates } from "./entra/assertion.ts";
import { DelegatedSignIns } from "./entra/delegated.ts";
import type { Federation } from "./entra/federation.ts";
import { IssuedTokens } from "./entra/issued-tokens.ts";
import type { Registration } from "./entra/sign-in.ts";
import { ExchangeMailboxes } from "./exchange-mailboxes.ts";
import { ExchangeService, type SeenExchangeRequest } from "./exchange-service.ts";
import { makeSamples, type Samples } from "./fault-answers.ts";
import { Faults } from "./faults.ts";
import { GraphService, type Latency } from "./graph-service.ts";
import { ListingEndpoint } from "./listing-endpoint.ts";
import { type NoPhotoForm, noPhotoForms } from "./no-photo.ts";
import { PageTokens } from "./page-tokens.ts";
import { PhotoBook, type ValueEtag } from "./photo-book.ts";
import { PhotoEndpoint } from "./photo-endpoint.ts";
import { PhotoWrites } from "./photo-writes.ts";
import { type Responder, type ServerOptions, startServer } from "./server.ts";
import { SignInService } from "./sign-in-service.ts";
import { type ChosenSettings, TenantSettings } from "./tenant-settings.ts";
import { RetryGate, type ThrottleOptions, TokenBucket } from "./throttle.ts";
import { makeServerIdentity } from "./tls.ts";
import { Traffic } from "./traffic.ts";

/** What a simulated tenant is like. Everything but `people` has a default, named in its comment. */
export interface SimulatedTenantOptions
  extends ServerConditions,
    ChosenSettings,
    Pick<ServerOptions, "port" | "httpUpTo"> {
  readonly people: number;
  /** 1. The same seed gives the same people and photos. */
  readonly seed?: number;
  /** 0.5: the part of the people who have a photo. */
  readonly photoShare?: number;
  /** «realistic». */
  readonly photoBytes?: PhotoBytes;
  /** No latency. */
  readonly latency?: Partial<Latency>;
  /** «same». */
  readonly valueEtag?: ValueEtag;
  /** All of them, a person keeps theirs. */
  readonly noPhotoForms?: readonly NoPhotoForm[];
  /** No limit. */
  readonly throttle?: ThrottleOptions;
  /** 100: a request that comes so soon after a Retry-After to everybody was sent does not count as early. */
  readonly earlyGraceMs?: number;
  /** 3600; a function is asked for each token. */
  readonly tokenLifetimeSeconds?: number | (() => number);
  /** Page tokens do not expire. */
  readonly pageTokenLifetimeMs?: number;
  /** User.Read.All, ProfilePhoto.Read.All and GroupMember.Read.All: the application permissions. */
  readonly permissions?: readonly string[];
  /** Exchange.ManageAsApp: the application permissions of Exchange. */
  readonly exchangePermissions?: readonly string[];
  /** True: the application has a directory role, which Exchange wants as well. */
  readonly exchangeDirectoryRole?: boolean;
  /** 1000: most mailboxes of a page. */
  readonly exchangePageSize?: number;
  /** False: only counts are kept. */
  readonly recordRequests?: boolean;
}

/** A running tenant: Entra, Graph and Exchange on one HTTPS origin on loopback. */
export interface SimulatedTenant {
  readonly tenantId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** A secret of the same application that has expired (AADSTS7000222). */
  readonly expiredClientSecret: string;
  /** Origins without a slash at the end; both are this server. */
  readonly graphEndpoint: string;
  readonly authorityHost: string;
  /** A root below the same origin, and a resource of its own: neither takes a token for the other. */
  readonly exchangeEndpoint: string;
  /** What a client must trust. */
  readonly caCertificatePem: string;
  /** Accepts client assertions signed with the key of this certificate. */
  registerCertificate(certificatePem: string): void;
  /** Accepts tokens of another issuer as client assertions. */
  trust(federation: Federation): void;
  readonly directory: Directory;
  readonly faults: Faults;
  readonly traffic: Traffic;
  readonly tokens: Pick<IssuedTokens, "demandClaims" | "revokeAll" | "issue">;
  /** A person's sign-ins with a device code. */
  readonly delegated: DelegatedSignIns;
  /** What mailboxes say, and what was asked of them. */
  readonly mailboxes: ExchangeMailboxes;
  readonly exchangeRequests: SeenExchangeRequest[];
  /** Bytes of other kinds, for `setPhoto` and to compare with. */
  readonly samples: Samples;
  /** What a client must never say or write: secrets and the signatures of tokens, all that there were so far. */
  secrets(): readonly string[];
  /** Ends the server and all its connections at once. */
  close(): Promise<void>;
}

/** Starts a simulated Microsoft 365 tenant. Rejects with Node's error when the port cannot be had. */
export async function startSimulatedTenant(options: SimulatedTenantOptions): Promise<SimulatedTenant> {
  const { people, seed = 1, photoShare = 0.5, photoBytes = "realistic", valueEtag = "same" } = options;
  const [identity, gallery] = await Promise.all([makeServerIdentity(), drawGallery(seed, photoBytes)]);
  const directory = new Directory(new People(people, seed), new PhotoBook(gallery, seed, photoShare, valueEtag));
  const mailboxes = new ExchangeMailboxes(directory);
  const exchangeRequests: SeenExchangeRequest[] = [];
  const faults = new Faults();
  const traffic = new Traffic(options.recordRequests ?? false);
  const tokens = new IssuedTokens();
  const administrator = { objectId: objectIdOf(seed, "application", 1), userPrincipalName: `admin@${initialDomain}` };
  const delegated = new DelegatedSignIns(administrator, tokens);
  const certificates = new ApplicationCertificates();
  const samples = makeSamples(gallery.png);
  const application = makeApplication(seed, options);

  const server = await startServer({ ...options, identity }, (port) => {
    const origin = originOf(port);
    const registration: Registration = {
      ...application,
      authorityHost: origin,
      graphEndpoint: origin,
      exchangeEndpoint: exchangeAt(port),
    };
    const signIn = new SignInService({ registration, certificates, tokens, delegated, faults, samples, traffic });
    const pageTokens = new PageTokens(options.pageTokenLifetimeMs ?? Number.POSITIVE_INFINITY);
    const graph = new GraphService({
      directory,
      photoEndpoint: new PhotoEndpoint(directory, options.noPhotoForms ?? noPhotoForms, origin),
      photoWrites: new PhotoWrites(directory, application.roles, options.photoSource ?? "cloud"),
      listingEndpoint: new ListingEndpoint(directory.people, directory.groups, pageTokens, faults, origin),
      tokens,
      faults,
      samples,
      traffic,
      bucket: options.throttle === undefined ? undefined : new TokenBucket(options.throttle),
      gate: new RetryGate(options.earlyGraceMs ?? 100),
      latency: { callMs: 0, callJitterMs: 0, itemMs: 0, itemJitterMs: 0, ...options.latency },
      random: randomRow(seed),
      roles: application.roles,
      authorityHost: origin,
    });
    const exchange = new ExchangeService({
      mailboxes,
      requests: exchangeRequests,
      tokens,
      faults,
      samples,
      tenantId: application.tenantId,
      endpoint: exchangeAt(port),
      pageSize: options.exchangePageSize ?? 1000,
      roles: application.exchangeRoles,
      hasDirectoryRole: options.exchangeDirectoryRole ?? true,
    });
    const settings = new TenantSettings({ ...application, tokens, authorityHost: origin }, options);
    const respond: Responder = (request) => {
      const other = signIn.answer(request) ?? exchange.answer(request) ?? settings.answer(request);
      if (other !== undefined) return { answer: Promise.resolve(other), ended: () => undefined };
      traffic.callBegins();
      return { answer: graph.answer(request), ended: () => traffic.callEnds() };
    };
    return underConditions(options, disturbed(faults, samples, respond));
  });
  const { tenantId, clientId, clientSecret, expiredClientSecret } = application;
  return {
    tenantId,
    clientId,
    clientSecret,
    expiredClientSecret,
    graphEndpoint: originOf(server.port),
    authorityHost: originOf(server.port),
    exchangeEndpoint: exchangeAt(server.port),
    caCertificatePem: identity.caCertificatePem,
    registerCertificate: (certificatePem) => certificates.register(certificatePem),
    trust: (federation) => certificates.trust(federation),
    directory,
    faults,
    traffic,
    tokens,
    delegated,
    mailboxes,
    exchangeRequests,
    samples,
    secrets: () => [clientSecret, expiredClientSecret, ...tokens.signatures, ...delegated.secrets],
    close: () => server.close(),
  };
}

function exchangeAt(port: number): string {
  return `${originOf(port)}/exchange`;
}

function originOf(port: number): string {
  return `https://localhost:${port}`;
}
