import { type Answer, answer, graphError } from "./answer.ts";
import type { Fault, RetryAfter } from "./faults.ts";
import { placeholderMetadata } from "./no-photo.ts";
import { photoBytes } from "./photo-book.ts";

/** Pictures that a fault may serve. */
export interface Samples {
  readonly png: Buffer;
  /** The 1x1 GIF of a tracking pixel. */
  readonly gif: Buffer;
  /** A sign-in page as a captive portal shows it. */
  readonly html: Buffer;
}

const htmlPage = Buffer.from(
  "<!DOCTYPE html><html><head><title>Proxy</title></head><body><h1>Please sign in to the network</h1></body></html>",
);
const pixel = Buffer.from("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7", "base64");

export function makeSamples(png: Buffer): Samples {
  return { png, gif: pixel, html: htmlPage };
}

/** The answer that comes instead of `regular`, or `regular` itself with something done to it. */
export function disturb(fault: Fault | undefined, regular: Answer, samples: Samples): Answer {
  if (fault === undefined) return regular;
  switch (fault.kind) {
    case "status":
      return statusAnswer(fault);
    case "html":
      return answer(fault.status, { kind: "text", text: htmlPage.toString(), contentType: "text/html" });
    case "reset":
      return { ...regular, travel: fault.when === "midBody" ? "resetMidBody" : "resetBefore" };
    case "truncatedJson":
      return { ...regular, travel: "cutShort" };
    case "hang":
      return { ...regular, travel: "never" };
    case "delay":
      return { ...regular, delayMs: regular.delayMs + fault.ms };
    case "placeholder":
      return placeholderMetadata();
    case "bytes":
      return {
        ...regular,
        status: 200,
        body: { kind: "bytes", contentType: "image/jpeg", bytes: wrongBytes(fault.of, regular, samples) },
      };
    case "listing":
      return regular;
    case "travel":
      return { ...regular, travel: fault.how };
    case "changed":
      return fault.change(regular);
  }
}

/** The value of a Retry-After header. */
export function retryAfterText(retryAfter: RetryAfter): string {
  if (typeof retryAfter === "number") return String(retryAfter);
  // HTTP dates have whole seconds: the next one, so that the wait is never shorter than asked.
  return new Date(Math.ceil(Date.now() / 1000 + retryAfter.dateInSeconds) * 1000).toUTCString();
}

/** Unix time in milliseconds until which a Retry-After header asks to wait. Source: RFC 9110 10.2.3. */
export function retryAfterEndMs(header: string): number {
  const seconds = Number(header);
  return Number.isFinite(seconds) ? Date.now() + seconds * 1000 : Date.parse(header);
}

const usualErrors: Readonly<Record<number, readonly [code: string, message: string]>> = {
  400: ["BadRequest", "The request is invalid."],
  403: ["ErrorAccessDenied", "Access is denied. Check credentials and try again."],
  424: ["FailedDependency", "Failed Dependency"],
  429: ["TooManyRequests", "Please retry again later."],
  500: ["InternalServerError", "An internal server error occurred."],
  502: ["BadGateway", "The gateway got no usable answer."],
  503: ["ServiceUnavailable", "The service is unavailable."],
  504: ["GatewayTimeout", "The gateway waited too long."],
};

function statusAnswer(fault: Extract<Fault, { kind: "status" }>): Answer {
  const [code, message] = usualErrors[fault.status] ?? ["UnknownError", ""];
  const retry = fault.retryAfter === undefined ? {} : { "Retry-After": retryAfterText(fault.retryAfter) };
  return graphError(fault.status, fault.code ?? code, fault.message ?? message, { ...retry, ...fault.headers });
}

function wrongBytes(of: Extract<Fault, { kind: "bytes" }>["of"], regular: Answer, samples: Samples): Buffer {
  switch (of) {
    case "html":
      return samples.html;
    case "png":
      return samples.png;
    case "gif":
      return samples.gif;
    case "truncatedJpeg": {
      if (regular.body.kind !== "photo") return samples.html;
      const whole = photoBytes(regular.body.photo);
      return whole.subarray(0, Math.floor(whole.length * 0.6));
    }
  }
}
