import * as z from "zod";
import type { GraphAnswer } from "./answer.ts";
import { type BatchAnswers, batchSpec } from "./batch.ts";
import { type CallContext, call } from "./call.ts";
import { type CallResult, type Failure, failureOf } from "./call-result.ts";
import { createCallContext, type GraphAccess } from "./context.ts";
import { listFirst, type PagedChoice } from "./listing.ts";
import type { PeoplePage, PersonSelection } from "./people.ts";

/** An answer of any status, or why there is none. */
export type Answered = { readonly kind: "answer"; readonly answer: GraphAnswer } | Failure;

/** The answers to a batch by the place of their request, or why there are none. */
export type BatchAnswered = { readonly kind: "answers"; readonly answers: BatchAnswers } | Failure;

/** A secret or a certificate of an app registration. `hint`: the first three characters of a secret. */
export interface RegisteredCredential {
  readonly kind: "secret" | "certificate";
  readonly hint: string | undefined;
  readonly endsAtMs: number;
}

/** Who may set photos in the tenant; other words than Microsoft's two may come. */
export interface PhotoPolicy {
  readonly source: string;
}

/** Single questions that a pass does not ask; all of them only read. Each throws what `call` throws. */
export interface GraphInspector {
  /** The first people of a choice. Throws as a listing does. */
  people(choice: PagedChoice, top: number, signal: AbortSignal): Promise<PeoplePage>;
  /** Undefined where the app may not see it. Source: GDC api-reference/beta/resources/photoupdatesettings.md. */
  photoPolicy(signal: AbortSignal): Promise<PhotoPolicy | undefined | Failure>;
  /** Undefined where the app may not read its own registration. Source: GDC api-reference/v1.0/api/application-get.md. */
  registeredCredentials(
    clientId: string,
    signal: AbortSignal,
  ): Promise<readonly RegisteredCredential[] | undefined | Failure>;
  /** One GET as it is answered, `path` being relative to the version root. */
  ask(
    path: string,
    options: { readonly due: "json" | "bytes"; readonly headers?: Readonly<Record<string, string>> },
    signal: AbortSignal,
  ): Promise<Answered>;
  /** At most 20 GETs in one batch, as each is answered. */
  askBatch(kind: "metadata" | "value", paths: readonly string[], signal: AbortSignal): Promise<BatchAnswered>;
}

const maxBytes = 32 * 1024 * 1024;

const policy = z.object({ source: z.string() });
const endsAt = z.string().transform((text) => Date.parse(text));
const registration = z.object({
  passwordCredentials: z.array(z.object({ endDateTime: endsAt, hint: z.string().nullish() })),
  keyCredentials: z.array(z.object({ endDateTime: endsAt })),
});

/** Asks Graph, with as many tries and waits as `access` allows. */
export function createGraphInspector(access: GraphAccess, selection: PersonSelection): GraphInspector {
  const context = createCallContext(access);
  const beta = createCallContext(access, "beta");
  return {
    people: (choice, top, signal) => listFirst(context, choice, selection, top, signal),
    photoPolicy: (signal) => readIfAllowed(beta, "/admin/people/photoUpdateSettings", policy, signal),
    registeredCredentials: async (clientId, signal) => {
      const path = `/applications(appId='${encodeURIComponent(clientId)}')?$select=passwordCredentials,keyCredentials`;
      const read = await readIfAllowed(context, path, registration, signal);
      return read === undefined || "reason" in read ? read : credentialsIn(read);
    },
    ask: async (path, options, signal) => {
      const result = await get(context, path, options.due, options.headers ?? {}, signal);
      if (result.kind === "failed") return result;
      return { kind: "answer", answer: result.kind === "good" ? result.value : result.answer };
    },
    askBatch: async (kind, paths, signal) => {
      const spec = batchSpec(context, kind, paths, { maxBytes, maxTries: context.maxTries });
      const result = await call<BatchAnswers>(context, spec, signal);
      return result.kind === "good" ? { kind: "answers", answers: result.value } : failureOf(result);
    },
  };
}

function credentialsIn({ passwordCredentials, keyCredentials }: z.infer<typeof registration>): RegisteredCredential[] {
  return [
    ...passwordCredentials.map(({ endDateTime, hint }) => ({
      kind: "secret" as const,
      hint: hint ?? undefined,
      endsAtMs: endDateTime,
    })),
    ...keyCredentials.map(({ endDateTime }) => ({
      kind: "certificate" as const,
      hint: undefined,
      endsAtMs: endDateTime,
    })),
  ].filter(({ endsAtMs }) => Number.isFinite(endsAtMs));
}

/** What a resource holds that only some apps may read: 403, and 404 in its stead, are undefined. */
async function readIfAllowed<T>(
  context: CallContext,
  path: string,
  schema: z.ZodType<T>,
  signal: AbortSignal,
): Promise<T | undefined | Failure> {
  const result = await get(context, path, "json", {}, signal);
  if (result.kind === "good") return schema.safeParse(result.value.body).data;
  if (result.kind === "refused" && [403, 404].includes(result.answer.status)) return undefined;
  return failureOf(result);
}

function get(
  context: CallContext,
  path: string,
  due: "json" | "bytes",
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<CallResult<GraphAnswer>> {
  return call<GraphAnswer>(
    context,
    {
      method: "GET",
      url: `${context.root}${path}`,
      headers,
      kind: "inspection",
      items: 1,
      answers: due,
      maxBytes,
      maxTries: context.maxTries,
      read: (answer) => answer,
    },
    signal,
  );
}
