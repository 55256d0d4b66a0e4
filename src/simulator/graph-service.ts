import { setTimeout as delay } from "node:timers/promises";
import { type Answer, answer, graphError, jsonAnswer } from "./answer.ts";
import { forbidden, isPermitted, refuseToken } from "./authorization.ts";
import { type BatchItem, batchAnswer, parseBatch } from "./batch.ts";
import type { Directory } from "./directory.ts";
import type { IssuedTokens } from "./entra/issued-tokens.ts";
import { disturb, retryAfterEndMs, type Samples } from "./fault-answers.ts";
import type { Fault, Faults } from "./faults.ts";
import { directoryHeaders, type ListingEndpoint, resourceNotFound } from "./listing-endpoint.ts";
import type { PhotoEndpoint } from "./photo-endpoint.ts";
import type { PhotoWrite, PhotoWrites } from "./photo-writes.ts";
import { callKindOf, parseRoute, type Route } from "./route.ts";
import type { RetryGate, TokenBucket } from "./throttle.ts";
import type { Traffic } from "./traffic.ts";
import { parseUserQuery, userJson } from "./user-query.ts";

/** A modelled network and service: milliseconds a call and a photo request, each with at most so many more. */
export interface Latency {
  readonly callMs: number;
  readonly callJitterMs: number;
  readonly itemMs: number;
  readonly itemJitterMs: number;
}

/** An HTTP request to Graph. `target` is path and query; header names in lower case. */
export interface GraphRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
  readonly bytes: Buffer;
  /** Unix time in milliseconds by which the client had decided to send it. */
  readonly decidedByMs: number;
}

/** The parts that answer, and what they share. */
export interface GraphParts {
  readonly directory: Directory;
  readonly photoEndpoint: PhotoEndpoint;
  readonly photoWrites: PhotoWrites;
  readonly listingEndpoint: ListingEndpoint;
  readonly tokens: IssuedTokens;
  readonly faults: Faults;
  readonly samples: Samples;
  readonly traffic: Traffic;
  readonly bucket: TokenBucket | undefined;
  readonly gate: RetryGate;
  readonly latency: Latency;
  readonly random: () => number;
  readonly roles: readonly string[];
  readonly authorityHost: string;
}

/** What one GET asks, alone or in a batch. */
interface Question {
  readonly route: Route;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly consistencyLevel: string | undefined;
  /** The object id of the person it is about. */
  readonly objectId: string | undefined;
}

/** Somebody about whom a batch said not to ask for a while. */
interface PersonHold {
  readonly objectId: string;
  readonly retryAfter: string;
}

const versionRoot = "/v1.0";

/** Microsoft Graph as one tenant sees it. */
export class GraphService {
  readonly #parts: GraphParts;

  constructor(parts: GraphParts) {
    this.#parts = parts;
  }

  /** The answer to a call, once the time has passed that it takes. */
  async answer(request: GraphRequest): Promise<Answer> {
    const { traffic, gate, latency, random } = this.#parts;
    if (gate.isCallEarly(request.decidedByMs)) traffic.earlyRequests += 1;
    const holds: PersonHold[] = [];
    const given = await this.#answer(request, holds);
    const waitMs = latency.callMs + latency.callJitterMs * random() + given.delayMs;
    if (waitMs > 0) await delay(waitMs, undefined, { ref: false });
    if (given.status === 429) traffic.throttled += 1;
    // Nobody can heed what does not arrive; the wait counts from when it is sent.
    if (given.travel !== "whole") return given;
    const retryAfter = given.headers["Retry-After"];
    if (retryAfter !== undefined) gate.holdEverybody(retryAfterEndMs(retryAfter));
    for (const hold of holds) gate.holdPerson(hold.objectId, retryAfterEndMs(hold.retryAfter));
    return given;
  }

  async #answer(request: GraphRequest, holds: PersonHold[]): Promise<Answer> {
    const question = this.#question(request.target, request.headers.consistencylevel);
    const items = question.route.kind === "batch" ? parseBatch(request.body, request.headers["content-type"]) : [];
    this.#record(request, question, items);
    const { tokens, authorityHost, bucket, faults, samples, traffic } = this.#parts;
    const refused = refuseToken(request.headers.authorization, tokens, authorityHost);
    if (refused !== undefined) return refused;
    if (question.route.kind === "batch") {
      if (request.method !== "POST") return methodNotAllowed(request.method);
      if ("status" in items) return items;
      const questions = items.map((item) => this.#itemQuestion(item));
      countBatch(traffic, questions);
      if (bucket?.isEmpty === true) return tooManyRequests(bucket);
      const fault = faults.take("batch");
      // Refused as a whole: no item is looked at, and what the script has for people stays.
      if (fault?.kind === "status" || fault?.kind === "html") return disturb(fault, jsonAnswer(200, {}), samples);
      return disturb(fault, await this.#batch(items, questions, holds), samples);
    }
    const write = writeIn(request, question.route);
    if (write !== undefined) return this.#write(write, question.objectId);
    if (request.method !== "GET") return methodNotAllowed(request.method);
    countPlain(traffic, question.route);
    if (bucket?.take() === false) return tooManyRequests(bucket);
    const given = await this.#disturbed(question);
    return question.route.kind === "photo" ? { ...given, delayMs: given.delayMs + this.#itemMs() } : given;
  }

  /** What is throttled or refused by the script changes nothing; what only the answer suffers from does. */
  async #write(write: PhotoWrite, objectId: string | undefined): Promise<Answer> {
    const { traffic, bucket, faults, samples, photoWrites } = this.#parts;
    traffic.writes += 1;
    if (bucket?.take() === false) return tooManyRequests(bucket);
    const fault = faults.take("write", objectId);
    if (fault?.kind === "status" || fault?.kind === "html") return disturb(fault, jsonAnswer(200, {}), samples);
    const given = await photoWrites.answer(write);
    if (given.status < 300) traffic.written += 1;
    return disturb(fault, given, samples);
  }

  async #batch(items: readonly BatchItem[], questions: readonly Question[], holds: PersonHold[]): Promise<Answer> {
    const { random } = this.#parts;
    const answers = await Promise.all(questions.map((question, index) => this.#item(question, items[index])));
    for (const [index, inner] of answers.entries()) {
      const retryAfter = inner.headers["Retry-After"];
      const objectId = questions[index]?.objectId;
      if (retryAfter !== undefined && objectId !== undefined) holds.push({ objectId, retryAfter });
    }
    return batchAnswer(items, answers, { random, itemMs: () => this.#itemMs() });
  }

  #itemMs(): number {
    const { latency, random } = this.#parts;
    return latency.itemMs + (latency.itemJitterMs > 0 ? latency.itemJitterMs * random() : 0);
  }

  async #item(question: Question, item: BatchItem | undefined): Promise<Answer> {
    const { traffic, gate, bucket } = this.#parts;
    if (item?.method !== "GET") return methodNotAllowed(item?.method ?? "");
    if (/^[a-z]+:/i.test(item.url)) return graphError(400, "BadRequest", "The url of a request must be relative.");
    if (question.route.kind === "batch") return graphError(400, "BadRequest", "A batch cannot hold a batch.");
    if (question.objectId !== undefined && gate.isPersonEarly(question.objectId)) traffic.earlyRequests += 1;
    const given = bucket?.take() === false ? mailboxThrottled(bucket) : await this.#disturbed(question);
    if (given.status === 429) traffic.throttled += 1;
    return given;
  }

  /** The answer to one GET, with what the script of faults does to it. */
  async #disturbed(question: Question): Promise<Answer> {
    const { faults, samples } = this.#parts;
    const kind = callKindOf(question.route);
    const fault = kind === undefined ? undefined : faults.take(kind, question.objectId);
    return disturb(fault, await this.#regular(question, fault), samples);
  }

  #regular(question: Question, fault: Fault | undefined): Answer | Promise<Answer> {
    const { photoEndpoint, listingEndpoint, roles } = this.#parts;
    const { route } = question;
    switch (route.kind) {
      case "photo":
        return isPermitted(roles, "photos") ? photoEndpoint.photo(route) : forbidden("photos");
      case "user":
        return this.#user(route.key, question);
      case "listing": {
        const permission = route.listing.kind === "users" ? "users" : "members";
        if (!isPermitted(roles, permission)) return forbidden(permission);
        const readsAll = isPermitted(roles, "allProperties");
        const listingFault = fault?.kind === "listing" ? fault.what : undefined;
        return listingEndpoint.page({ ...question, route: route.listing, readsAll, fault: listingFault });
      }
      case "batch":
      case "unknown":
        return graphError(400, "BadRequest", "Resource not found for the segment.");
    }
  }

  #user(key: string, question: Question): Answer {
    const { directory, roles, faults } = this.#parts;
    if (!isPermitted(roles, "users")) return forbidden("users");
    const parsed = parseUserQuery("user", question.query, question.consistencyLevel);
    if ("status" in parsed) return parsed;
    const user = directory.people.find(key);
    if (user === undefined) return resourceNotFound(key);
    const text = userJson(user, parsed.select, isPermitted(roles, "allProperties"));
    return answer(200, { kind: "json", text }, directoryHeaders(parsed, faults));
  }

  #question(target: string, consistencyLevel: string | undefined): Question {
    const cut = target.indexOf("?");
    const path = cut < 0 ? target : target.slice(0, cut);
    const query = new URLSearchParams(cut < 0 ? "" : target.slice(cut + 1));
    const relative = path.startsWith(`${versionRoot}/`) ? path.slice(versionRoot.length) : "";
    const route = parseRoute(relative);
    const key = route.kind === "photo" || route.kind === "user" ? route.key : undefined;
    const objectId = key === undefined ? undefined : this.#parts.directory.people.find(key)?.id;
    return { route, path: relative, query, consistencyLevel, objectId };
  }

  #itemQuestion(item: BatchItem): Question {
    const { url, headers = {} } = item;
    const consistency = Object.entries(headers).find(([name]) => name.toLowerCase() === "consistencylevel")?.[1];
    return this.#question(`${versionRoot}${url.startsWith("/") ? "" : "/"}${url}`, consistency);
  }

  #record(request: GraphRequest, question: Question, items: readonly BatchItem[] | Answer): void {
    const { headers } = request;
    this.#parts.traffic.record({
      at: Date.now(),
      method: request.method,
      path: request.target,
      kind: callKindOf(question.route) ?? "unknown",
      items: "status" in items ? [] : items.map((item) => item.url),
      authorized: headers.authorization !== undefined,
      userAgent: headers["user-agent"],
      clientRequestId: headers["client-request-id"],
      throttlePriority: headers["x-ms-throttle-priority"],
      consistencyLevel: headers.consistencylevel,
    });
  }
}

/** What a request would do to a photo, undefined for other requests. */
function writeIn({ method, headers, bytes }: GraphRequest, route: Route): PhotoWrite | undefined {
  if (method !== "PUT" && method !== "PATCH" && method !== "DELETE") return undefined;
  if (route.kind !== "photo" || route.content !== "value" || route.edge !== undefined) return undefined;
  return { method, key: route.key, contentType: headers["content-type"], bytes };
}

function countPlain(traffic: Traffic, route: Route): void {
  switch (route.kind) {
    case "listing":
      traffic.listingPages += 1;
      return;
    case "user":
      traffic.plainUsers += 1;
      return;
    case "photo":
      if (route.content === "value") traffic.plainValues += 1;
      else traffic.plainMetadata += 1;
      return;
    case "batch":
      return;
    case "unknown":
      traffic.unknown += 1;
      return;
  }
}

function countBatch(traffic: Traffic, questions: readonly Question[]): void {
  const kinds = questions.map((question) => callKindOf(question.route));
  const metadata = kinds.filter((kind) => kind === "metadata").length;
  const value = kinds.filter((kind) => kind === "value").length;
  traffic.items += kinds.length;
  traffic.metadataItems += metadata;
  traffic.valueItems += value;
  if (metadata === kinds.length) traffic.batches.metadata += 1;
  else if (value === kinds.length) traffic.batches.value += 1;
  else traffic.batches.mixed += 1;
}

function methodNotAllowed(method: string): Answer {
  return graphError(405, "Request_BadRequest", `The method ${method} is not allowed here.`);
}

function tooManyRequests(bucket: TokenBucket): Answer {
  const error = { code: "TooManyRequests", message: "Please retry again later.", innerError: { code: "429" } };
  return jsonAnswer(429, { error }, { "Retry-After": String(bucket.retryAfterSeconds) });
}

/** Source: alcionai/corso issue 3695 (code and message of Outlook's limit). */
function mailboxThrottled(bucket: TokenBucket): Answer {
  const headers = { "Retry-After": String(bucket.retryAfterSeconds) };
  return graphError(429, "ApplicationThrottled", "Application is over its MailboxConcurrency limit.", headers);
}
