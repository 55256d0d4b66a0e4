import { setTimeout as delay } from "node:timers/promises";
import { answer } from "./answer.ts";
import { disturb, type Samples } from "./fault-answers.ts";
import type { Faults } from "./faults.ts";
import type { Responder } from "./server.ts";

/** A responder whose answers have what the script of faults does to whole requests. */
export function disturbed(faults: Faults, samples: Samples, respond: Responder): Responder {
  return (request) => {
    const fault = faults.takeRequest(request);
    if (fault === undefined) return respond(request);
    if (fault.kind === "status" || fault.kind === "html") {
      // Refused as a whole: nobody looks at it.
      return {
        answer: Promise.resolve(disturb(fault, answer(200, { kind: "empty" }), samples)),
        ended: () => undefined,
      };
    }
    const { answer: regular, ended } = respond(request);
    const late = fault.kind === "delay" ? delay(fault.ms, undefined, { ref: false }) : undefined;
    return { answer: Promise.all([regular, late]).then(([given]) => disturb(fault, given, samples)), ended };
  };
}
