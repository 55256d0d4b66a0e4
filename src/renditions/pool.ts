import { processors } from "../platform/host.ts";
import { defaultPictureLimits, inspectPicture } from "./inspect-picture.ts";
import { clauseOf, inOwnMemory } from "./messages.ts";
import type { PictureParts } from "./picture-parts.ts";
import { createPictureThread, type PictureThread, refusal } from "./picture-thread.ts";
import type { CodecModules, PictureOrder, PicturePool, PictureResult, PictureSource } from "./picture-work.ts";
import { createRoom } from "./room.ts";

export interface PicturePoolOptions {
  /** The most threads at a time; one fewer than there are processors unless it is given, and not more than 16. */
  readonly workers?: number | undefined;
  /** How long one picture may take; 30 seconds unless it is given. */
  readonly timeoutMs?: number | undefined;
}

const mostWorkers = 16;
const defaultTimeoutMs = 30_000;
/** A picture of 40 megapixels takes up to two gigabytes to work on: above so many pixels there is one at a time. */
const largePixels = 10_000_000;

/**
 * A pool that starts a thread when all others are busy and somebody waits, and keeps it until it dies or the pool is
 * closed. Twice as many sources as workers are in hand at a time, and of very large pictures only one is worked on. Idle
 * threads do not keep the process.
 */
export function createPicturePool(parts: PictureParts, options: PicturePoolOptions = {}): PicturePool {
  const { workers = defaultWorkers(), timeoutMs = defaultTimeoutMs } = options;
  const room = createRoom(2 * workers);
  const turns = createRoom(workers);
  const largeTurns = createRoom(1);
  const threads = new Set<PictureThread>();
  const idle: PictureThread[] = [];
  let codecs: Promise<CodecModules> | undefined;
  let isClosed = false;

  async function carryOut(source: PictureSource, order: PictureOrder): Promise<PictureResult> {
    using _place = await room.enter();
    if (isClosed) return closed;
    const bytes = inOwnMemory(typeof source === "function" ? await source() : source);
    using _largeTurn = isLarge(bytes) ? await largeTurns.enter() : undefined;
    using _turn = await turns.enter();
    const thread = idleThread() ?? (await newThread());
    if ("kind" in thread) return thread;
    const result = await thread.carryOut(bytes, order);
    if (thread.isAlive()) idle.push(thread);
    else threads.delete(thread);
    return result;
  }

  /** Takes one that waits for an order. */
  function idleThread(): PictureThread | undefined {
    for (;;) {
      const thread = idle.pop();
      if (thread?.isAlive() !== false) return thread;
      threads.delete(thread);
    }
  }

  /** Starts one; a refusal where there is none to be had. */
  async function newThread(): Promise<PictureThread | PictureResult> {
    try {
      codecs ??= parts.codecs();
      const modules = await codecs;
      if (isClosed) return closed;
      const thread = createPictureThread(parts.startWorker(modules), timeoutMs);
      threads.add(thread);
      return thread;
    } catch (error) {
      return refusal("workerDied", `no thread could be started: ${clauseOf(error)}`);
    }
  }

  async function close(): Promise<void> {
    isClosed = true;
    await Promise.all(Array.from(threads, (thread) => thread.end(closed)));
  }

  return { carryOut, close };
}

function isLarge(bytes: Uint8Array): boolean {
  const header = inspectPicture(bytes, defaultPictureLimits);
  return typeof header !== "string" && header.width * header.height > largePixels;
}

/** One processor is left to the pass itself. */
function defaultWorkers(): number {
  return Math.min(mostWorkers, Math.max(1, processors() - 1));
}

const closed = refusal("workerDied", "the work on pictures was ended before it");
