import * as z from "zod";

/** What Graph says about an error. The message is one line of at most 300 characters. */
export interface GraphError {
  readonly code: string | undefined;
  readonly message: string;
}

const text = z.string().optional().catch(undefined);
const envelope = z.object({ error: z.object({ code: text, message: text }) });
const profileError = z.object({ errorCode: z.string(), message: text });

const maxDepth = 3;
const maxMessage = 300;

/**
 * Reads the error out of a body: Graph's envelope as parsed JSON or as JSON text, any other text, or nothing at all.
 * An error whose message is itself JSON (`UnknownError` around an error of the profile store) is unwrapped.
 * Source: msgraph-beta-sdk-dotnet issue 388, microsoft-graph-docs issue 12219.
 */
export function readErrorBody(body: unknown): GraphError {
  const found = unwrap(body, maxDepth);
  if (found !== undefined) return { code: found.code, message: oneLine(found.message) };
  return { code: undefined, message: typeof body === "string" ? oneLine(body) : "" };
}

function unwrap(body: unknown, depth: number): GraphError | undefined {
  if (depth === 0) return undefined;
  if (typeof body === "string") return unwrap(parsed(body), depth - 1);
  const outer = envelope.safeParse(body);
  if (outer.success) {
    const { code, message } = outer.data.error;
    const inner = message === undefined ? undefined : unwrap(message, depth);
    return inner ?? { code: code === "" ? undefined : code, message: message ?? "" };
  }
  const profile = profileError.safeParse(body);
  return profile.success ? { code: profile.data.errorCode, message: profile.data.message ?? "" } : undefined;
}

function parsed(body: string): unknown {
  if (!body.trimStart().startsWith("{")) return undefined;
  try {
    return JSON.parse(body);
  } catch {
    // A text that only looks like JSON is a message.
    return undefined;
  }
}

function oneLine(message: string): string {
  const line = message.replace(/\s+/g, " ").trim();
  return line.length > maxMessage ? `${line.slice(0, maxMessage - 1)}…` : line;
}
