import type { Worker } from "node:worker_threads";
import { type AnswerMessage, clauseOf, type OrderMessage } from "./messages.ts";
import type { PictureOrder, PictureResult, WorkProblem } from "./picture-work.ts";

/** A running worker with at most one order. */
export interface PictureThread {
  /** Whether it takes another order; once false, for ever. */
  isAlive(): boolean;
  /** Moves the bytes, which must have their memory to themselves. A worker that dies over an order has refused it. */
  carryOut(bytes: Uint8Array<ArrayBuffer>, order: PictureOrder): Promise<PictureResult>;
  /** Ends it; an order that it has is refused with `reason`. Resolves when it is gone. */
  end(reason: PictureResult): Promise<void>;
}

/**
 * Watches over a worker that was just started. An order that takes longer than `timeoutMs` ends the worker. The process
 * stays for as long as it has an order.
 */
export function createPictureThread(worker: Worker, timeoutMs: number): PictureThread {
  let settle: ((result: PictureResult) => void) | undefined;
  /** Why it ends; the first reason is the true one. */
  let ending: PictureResult | undefined;

  async function end(reason: PictureResult): Promise<void> {
    ending ??= reason;
    await worker.terminate();
  }

  worker.on("message", ({ result }: AnswerMessage) => settle?.(result));
  worker.on("messageerror", (error) => void end(death(clauseOf(error))));
  worker.on("error", (error) => {
    ending ??= death(clauseOf(error));
  });
  worker.on("exit", (exitCode) => {
    ending ??= death(`exit code ${exitCode}`);
    settle?.(ending);
  });

  return {
    isAlive: () => ending === undefined,
    carryOut: async (bytes, order) => {
      const { promise, resolve } = Promise.withResolvers<PictureResult>();
      settle = resolve;
      worker.ref();
      const timer = setTimeout(() => void end(refusal("tookTooLong", tooLong(timeoutMs))), timeoutMs);
      worker.postMessage({ kind: "order", bytes, order } satisfies OrderMessage, [bytes.buffer]);
      const result = await promise;
      clearTimeout(timer);
      settle = undefined;
      worker.unref();
      return result;
    },
    end,
  };
}

/** A refusal of the picture itself. */
export function refusal(problem: WorkProblem, message: string): PictureResult {
  return { kind: "refused", problem, rendition: undefined, message };
}

function death(reason: string): PictureResult {
  return refusal("workerDied", `the thread that worked on it died: ${reason}`);
}

function tooLong(timeoutMs: number): string {
  return `it took longer than ${timeoutMs / 1000} s`;
}
