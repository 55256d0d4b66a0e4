import { ExophotosError, hasCode } from "../errors.ts";
import { directoryPeer } from "../model/directory.ts";
import { backoffMs } from "../platform/backoff.ts";
import type { Clock } from "../platform/clock.ts";
import { type DirectoryAccess, openSession, type Session } from "./open-session.ts";
import { isPassing, messageOf, resultCode } from "./result-code.ts";

export interface LastingParts {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** How long a server that went away is waited for, in milliseconds. */
  readonly reconnectForMs: number;
  /** Called when the server went away, once for each time. */
  readonly onLost?: ((host: string) => void) | undefined;
}

const longestPauseMs = 5_000;

/** One connection to a directory, signed in, that is made anew where it was lost. */
export class LastingSession {
  readonly #access: DirectoryAccess;
  readonly #parts: LastingParts;
  #session: Session | undefined;
  #opening: Promise<Session> | undefined;
  #lostAtMs: number | undefined;

  private constructor(access: DirectoryAccess, parts: LastingParts, session: Session) {
    this.#access = access;
    this.#parts = parts;
    this.#session = session;
  }

  /** Errors as `openSession`; the first connection is tried once. */
  static async open(access: DirectoryAccess, parts: LastingParts): Promise<LastingSession> {
    return new LastingSession(access, parts, await openSession(access));
  }

  /** Does the work, again where the connection is lost on the way: it may be done more than once. */
  async again<T>(work: (session: Session) => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries += 1) {
      let session: Session | undefined;
      try {
        session = await this.#connected();
        const result = await work(session);
        this.#lostAtMs = undefined;
        return result;
      } catch (error) {
        if (!this.#mayPass(error, session)) throw error;
        await this.#pause(error, tries);
      }
    }
  }

  #mayPass(error: unknown, session: Session | undefined): boolean {
    const code = resultCode(error);
    if (code !== undefined) return isPassing(code);
    if (this.#parts.signal.aborted) return false;
    return session === undefined ? hasCode(error, "directoryUnreachable") : !isAlive(session);
  }

  async #pause(error: unknown, tries: number): Promise<void> {
    const { clock, signal, reconnectForMs, onLost } = this.#parts;
    const host = directoryPeer(this.#access.address);
    if (this.#lostAtMs === undefined) {
      this.#lostAtMs = clock.monotonic();
      onLost?.(host);
    }
    const leftMs = this.#lostAtMs + reconnectForMs - clock.monotonic();
    if (leftMs <= 0) {
      const { problem, obstacle } = hasCode(error, "directoryUnreachable")
        ? error.facts
        : { problem: messageOf(error), obstacle: undefined };
      throw new ExophotosError("directoryUnreachable", { host, problem, tries, obstacle }, error);
    }
    await clock.sleep(Math.min(backoffMs(tries, Math.random), longestPauseMs, leftMs), signal);
  }

  /** The one connection, made anew where it was lost. */
  async #connected(): Promise<Session> {
    if (this.#session !== undefined && isAlive(this.#session)) return this.#session;
    this.#session?.socket.destroy();
    this.#opening ??= openSession(this.#access).finally(() => {
      this.#opening = undefined;
    });
    this.#session = await this.#opening;
    return this.#session;
  }

  async close(): Promise<void> {
    const session = this.#session;
    this.#session = undefined;
    await session?.client.unbind().catch(() => undefined);
    session?.socket.destroy();
  }
}

function isAlive({ client, socket }: Session): boolean {
  return client.isBound && !socket.destroyed && socket.errored === null && socket.writable;
}
