import * as z from "zod";
import { ExophotosError } from "../errors.ts";
import { type ObjectId, parseObjectId } from "../model/object-id.ts";
import type { PersonKey } from "../model/person-key.ts";
import type { NamedOutcome } from "../tenant/photo-writer.ts";
import { type CallContext, call } from "./call.ts";
import { failedOutcome, failureOf } from "./call-result.ts";
import { askEach } from "./each.ts";
import { personQuestion } from "./people.ts";

/** Whom a value names. */
export interface Named {
  readonly value: string;
  readonly outcome: NamedOutcome;
}

/** Most expressions of one `$filter`. Source: learn.microsoft.com graph/filter-query-parameter. */
const maxExpressions = 15;
const maxBytes = 1024 * 1024;

const found = z.object({ value: z.array(z.looseObject({ id: z.string(), userPrincipalName: z.string() })) });
type FoundUsers = z.output<typeof found>["value"];

/**
 * Whom each value names, in any order: object ids and userPrincipalNames are asked for by key, other properties are
 * searched without regard to case. Throws `permissionMissing` where Graph does not let users be read.
 */
export async function* findNamed(
  context: CallContext,
  by: PersonKey,
  values: readonly string[],
  signal: AbortSignal,
): AsyncGenerator<Named, void, undefined> {
  const isKey = (value: string) => by === "userPrincipalName" || parseObjectId(value) !== undefined;
  yield* findByKey(context, values.filter(isKey), signal);
  const searched = values.filter((value) => !isKey(value));
  for (let start = 0; start < searched.length; start += maxExpressions) {
    yield* search(context, by, searched.slice(start, start + maxExpressions), signal);
  }
}

async function* findByKey(context: CallContext, keys: readonly string[], signal: AbortSignal): AsyncGenerator<Named> {
  const question = personQuestion<string>({ properties: "basic", extraProperties: [] });
  for await (const { item, outcome } of askEach(context, question, source(keys), "batch", signal)) {
    switch (outcome.kind) {
      case "exists": {
        const { objectId, properties } = outcome.person;
        yield { value: item, outcome: { kind: "one", objectId, userPrincipalName: properties.userPrincipalName } };
        break;
      }
      case "left":
        yield { value: item, outcome: { kind: "nobody" } };
        break;
      case "failed":
        if (outcome.reason === "forbidden") throw forbidden(["User.ReadBasic.All", "User.Read.All"], outcome.graphCode);
        yield { value: item, outcome };
    }
  }
}

async function* source(keys: readonly string[]): AsyncGenerator<string> {
  yield* keys;
}

/** The header is for onPremisesSamAccountName. Source: learn.microsoft.com graph/aad-advanced-queries. */
async function* search(
  context: CallContext,
  by: PersonKey,
  values: readonly string[],
  signal: AbortSignal,
): AsyncGenerator<Named> {
  const filter = values.map((value) => `${by} eq '${value.replaceAll("'", "''")}'`).join(" or ");
  const result = await call<FoundUsers>(
    context,
    {
      method: "GET",
      url: `${context.root}/users?$select=id,userPrincipalName,${by}&$top=999&$count=true&$filter=${encodeURIComponent(filter)}`,
      headers: { consistencylevel: "eventual" },
      kind: "search",
      items: 1,
      answers: "json",
      maxBytes,
      maxTries: context.maxTries,
      read: ({ body }) => found.safeParse(body).data?.value,
    },
    signal,
  );
  if (result.kind !== "good") {
    const failure = failureOf(result);
    if (failure.reason === "forbidden") throw forbidden(["User.Read.All"], failure.graphCode);
    for (const value of values) yield { value, outcome: failedOutcome(failure) };
    return;
  }
  // With User.ReadBasic.All alone Graph leaves the property empty, and nobody would be known by it.
  if (result.value.some((user) => typeof user[by] !== "string")) throw forbidden(["User.Read.All"], undefined);
  for (const value of values) yield { value, outcome: namedIn(result.value, by, value) };
}

function namedIn(users: FoundUsers, by: PersonKey, value: string): NamedOutcome {
  const wanted = value.toLowerCase();
  const named = users.flatMap((user): { objectId: ObjectId; userPrincipalName: string }[] => {
    const objectId = parseObjectId(user.id);
    const property = user[by];
    if (objectId === undefined || typeof property !== "string" || property.toLowerCase() !== wanted) return [];
    return [{ objectId, userPrincipalName: user.userPrincipalName }];
  });
  const [first] = named;
  if (first === undefined) return { kind: "nobody" };
  return named.length === 1 ? { kind: "one", ...first } : { kind: "several", count: named.length };
}

function forbidden(permissions: readonly string[], graphCode: string | undefined): ExophotosError<"permissionMissing"> {
  return new ExophotosError("permissionMissing", { call: "read users", permissions, graphCode });
}
