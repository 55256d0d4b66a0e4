import type { ObjectId } from "../model/object-id.ts";
import type { PersonKey } from "../model/person-key.ts";
import type { NamedOutcome, PhotoWriter } from "../tenant/photo-writer.ts";
import type { PushEntry } from "./entry.ts";
import { failureFrom } from "./failure.ts";
import { type PushOutcome, type PushPerson, type PushResult, resultOf } from "./result.ts";

/** The entries whose people are known, in their order, and the results of all others. */
export interface FoundPeople {
  readonly people: readonly PushPerson[];
  readonly results: readonly PushResult[];
}

/** Finds out whom each entry names; `onAnswer` is called for each name. Throws as `PhotoWriter` does. */
export async function findPeople(
  writer: PhotoWriter,
  entries: readonly PushEntry[],
  nameIs: PersonKey,
  signal: AbortSignal,
  onAnswer: () => void,
): Promise<FoundPeople> {
  const named = new Map<string, NamedOutcome>();
  const values = entries.map(({ person }) => person);
  for await (const { value, outcome } of writer.findNamed(nameIs, values, signal)) {
    named.set(value, outcome);
    onAnswer();
  }
  const people: PushPerson[] = [];
  const results: PushResult[] = [];
  for (const entry of entries) {
    const outcome = named.get(entry.person) ?? { kind: "nobody" };
    if (outcome.kind === "one") people.push({ entry, ...personIn(outcome) });
    else results.push({ entry, ...nobody, outcome: notFound(outcome) });
  }
  const twice = namedTwice(people);
  for (const person of people) {
    const other = twice.get(person.objectId)?.find(({ entry }) => entry !== person.entry);
    if (other === undefined) continue;
    results.push(resultOf(person, { kind: "failed", reason: "samePerson", other: other.entry.person }));
  }
  return { people: people.filter(({ objectId }) => !twice.has(objectId)), results };
}

const nobody = { objectId: undefined, userPrincipalName: "", checksum: undefined } as const;

function personIn({ objectId, userPrincipalName }: Extract<NamedOutcome, { kind: "one" }>) {
  return { objectId, userPrincipalName };
}

/** Which of two photos is the right one nobody but the operator knows. */
function namedTwice(people: readonly PushPerson[]): ReadonlyMap<ObjectId, readonly PushPerson[]> {
  const entriesOf = Map.groupBy(people, ({ objectId }) => objectId);
  return new Map([...entriesOf].filter(([, entries]) => entries.length > 1));
}

function notFound(outcome: Exclude<NamedOutcome, { kind: "one" }>): PushOutcome {
  switch (outcome.kind) {
    case "nobody":
      return { kind: "failed", reason: "unknownPerson" };
    case "several":
      return { kind: "failed", reason: "ambiguousPerson", people: outcome.count };
    case "failed":
      return failureFrom(outcome);
  }
}
