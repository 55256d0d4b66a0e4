import { AsyncLocalStorage } from "node:async_hooks";
import { syncBuiltinESMExports } from "node:module";
import type { TestContext } from "node:test";
import tls from "node:tls";
import { Agent } from "undici";
import type { DisturbedRequest } from "../../../src/simulator/faults.ts";
import type { NetworkFault } from "./service-faults.ts";

/** What is otherwise for one pass while many run in this process. */
export interface Conditions {
  /** How far its clock is ahead. */
  clockAheadMs: number;
  /** Whether it waits for an answer for as long as it would: some take their time on a busy machine. */
  isPatient: boolean;
  /** Where its request goes instead of to the service; undefined: to the service. */
  elsewhere: (request: DisturbedRequest) => NetworkFault | undefined;
}

/** Where requests go that do not come to the service. */
export interface Elsewhere {
  /** An HTTPS origin whose certificate nobody vouches for. */
  readonly untrusted: string;
}

/** Calls may take minutes: here half a second. */
const longMs = 20_000;
const insteadMs = 500;

const unknownHost = "nobody.invalid";

/**
 * Has passes that are started with `run` under conditions of their own: the whole command is the real one, and only what
 * it gets from the machine (clock, timers of a call, name resolution and the way to a host) is changed.
 */
export function installConditions(t: TestContext, elsewhere: Elsewhere) {
  const current = new AsyncLocalStorage<Conditions>();
  const now = Date.now.bind(Date);
  replace(t, Date, "now", () => now() + (current.getStore()?.clockAheadMs ?? 0));

  const setTimer = globalThis.setTimeout;
  const shortened = (act: (...args: unknown[]) => void, ms?: number, ...args: unknown[]) =>
    setTimer(
      act,
      current.getStore()?.isPatient === false && ms !== undefined && ms >= longMs ? insteadMs : ms,
      ...args,
    );
  replace(t, globalThis, "setTimeout", Object.assign(shortened, setTimer));

  // Whom to believe takes longer to make than all else of a pass, and is the same for all passes of a tenant.
  const known = new Map<string, tls.SecureContext>();
  const create = tls.createSecureContext;
  replace(t, tls, "createSecureContext", (options: tls.SecureContextOptions = {}) => {
    if (!Array.isArray(options.ca)) return create(options);
    const key = `${options.ca.length} ${options.ca.at(-1)}`;
    const context = known.get(key) ?? create(options);
    known.set(key, context);
    return context;
  });
  syncBuiltinESMExports();

  const connect = tls.connect.bind(tls) as (options: tls.ConnectionOptions) => tls.TLSSocket;
  const connecting = (options: tls.ConnectionOptions) =>
    connect(options.host === unknownHost ? { ...options, lookup: notFound } : options);
  replace(t, tls, "connect", connecting as typeof tls.connect);

  const origins: Readonly<Record<NetworkFault, string>> = {
    noAddress: `https://${unknownHost}:443`,
    // Port 1 of loopback is nobody's.
    refused: "https://localhost:1",
    untrusted: elsewhere.untrusted,
  };
  const dispatch = Agent.prototype.dispatch;
  replace(t, Agent.prototype, "dispatch", function (this: Agent, options, handler): boolean {
    const { method, path, body } = options;
    const how = current.getStore()?.elsewhere({ method, target: path, body: typeof body === "string" ? body : "" });
    return dispatch.call(this, how === undefined ? options : { ...options, origin: origins[how] }, handler);
  });
  return { run: <T>(conditions: Conditions, act: () => Promise<T>): Promise<T> => current.run(conditions, act) };
}

/** Until the test ends. A mock of the test runner's would remember every call. */
function replace<T extends object, N extends keyof T>(t: TestContext, object: T, name: N, value: T[N]): void {
  const before = object[name];
  object[name] = value;
  t.after(() => {
    object[name] = before;
    syncBuiltinESMExports();
  });
}

type LookupAnswer = (error: Error, address: string, family: number) => void;

/** As Node's resolver says it. */
function notFound(host: string, _options: unknown, answer: LookupAnswer): void {
  const error = Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), {
    code: "ENOTFOUND",
    syscall: "getaddrinfo",
  });
  process.nextTick(() => answer(error, "", 0));
}
