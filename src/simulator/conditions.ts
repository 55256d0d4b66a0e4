import { type Answer, answer } from "./answer.ts";
import type { ReceivedRequest, Responder } from "./server.ts";

/** How a server handles what is the same for every answer. */
export interface ServerConditions {
  /** 0: how far its clock, in Date headers, is ahead of the true one. */
  readonly dateSkewMs?: number;
  /** False: what a client has is answered with 304. */
  readonly answersNotModified?: boolean;
  /** Hears of every answer as it is given, before it travels. */
  readonly onAnswer?: (request: ReceivedRequest, given: Answer) => void;
}

/** A responder whose answers heed the conditions. */
export function underConditions(conditions: ServerConditions, respond: Responder): Responder {
  const { dateSkewMs = 0, answersNotModified = false, onAnswer } = conditions;
  return (request) => {
    const { answer: regular, ended } = respond(request);
    const given = regular.then((whole) => dated(answersNotModified ? notModified(request, whole) : whole, dateSkewMs));
    return { answer: onAnswer === undefined ? given : given.then((told) => tell(onAnswer, request, told)), ended };
  };
}

function tell(onAnswer: NonNullable<ServerConditions["onAnswer"]>, request: ReceivedRequest, given: Answer): Answer {
  onAnswer(request, given);
  return given;
}

/** 304 in place of an answer whose ETag the client has. Source: RFC 9110 13.1.2. */
function notModified(request: ReceivedRequest, given: Answer): Answer {
  const etag = given.headers.ETag;
  if (given.status !== 200 || etag === undefined || request.headers["if-none-match"] !== etag) return given;
  return { ...answer(304, { kind: "empty" }, { ETag: etag }), delayMs: given.delayMs };
}

function dated(given: Answer, skewMs: number): Answer {
  if (skewMs === 0) return given;
  return { ...given, headers: { ...given.headers, Date: new Date(Date.now() + skewMs).toUTCString() } };
}
