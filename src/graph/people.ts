import * as z from "zod";
import { limits } from "../model/limits.ts";
import { parseObjectId } from "../model/object-id.ts";
import { basicPropertyNames, type Person, type PersonProperties, personPropertyNames } from "../model/person.ts";
import type { PersonOutcome } from "../tenant/port.ts";
import { classify } from "./classify.ts";
import { readErrorBody } from "./error-body.ts";
import { type Question, readOr } from "./question.ts";

/** Which user properties are asked for. */
export interface PersonSelection {
  /** `basic`: only those that User.ReadBasic.All may read. */
  readonly properties: "all" | "basic";
  readonly extraProperties: readonly string[];
}

const userObject = z.looseObject({ id: z.string() });
const userPage = z.object({
  value: z.array(userObject),
  "@odata.nextLink": z.string().max(limits.nextLinkCharacters).optional(),
  "@odata.count": z.number().optional(),
});

/** One page of a listing. */
export interface PeoplePage {
  readonly people: readonly Person[];
  readonly nextLink: string | undefined;
  readonly total: number | undefined;
}

/** The value of `$select` that a selection comes to. */
export function selectOf(selection: PersonSelection): string {
  const names = selection.properties === "all" ? personPropertyNames : basicPropertyNames;
  return [...new Set(["id", ...names, ...selection.extraProperties])].join(",");
}

/** A page of users, or undefined when a body is none. An object whose id is no GUID makes it none. */
export function readPage(body: unknown, selection: PersonSelection): PeoplePage | undefined {
  const read = userPage.safeParse(body);
  if (!read.success) return undefined;
  const people: Person[] = [];
  for (const user of read.data.value) {
    const person = toPerson(user, selection);
    if (person === undefined) return undefined;
    people.push(person);
  }
  return { people, nextLink: read.data["@odata.nextLink"], total: read.data["@odata.count"] };
}

/** A user object as a person, or undefined when a body is none. */
export function readPerson(body: unknown, selection: PersonSelection): Person | undefined {
  const read = userObject.safeParse(body);
  return read.success ? toPerson(read.data, selection) : undefined;
}

/** Asks for user objects by object id or userPrincipalName. Only 404 Request_ResourceNotFound means that one is gone. */
export function personQuestion<K extends string>(selection: PersonSelection): Question<K, PersonOutcome> {
  const select = selectOf(selection);
  return {
    kind: "people",
    answers: "json",
    path: (key) => `/users/${encodeURIComponent(key)}?$select=${select}`,
    expectedBytes: () => 0,
    bytesIn: () => 0,
    failed: (failure) => failure,
    judge: (answer) => {
      if (answer.status === 200) {
        const person = readPerson(answer.body, selection);
        return readOr<PersonOutcome>(person && { kind: "exists", person });
      }
      const error = readErrorBody(answer.body);
      const verdict = classify(answer, error);
      switch (verdict.kind) {
        case "left":
          return { kind: "outcome", outcome: verdict };
        case "none":
        case "noMailbox":
          return { kind: "giveUp", reason: "unexpected", error };
        case "again":
        case "giveUp":
          return { kind: verdict.kind, reason: verdict.reason, error };
        case "renewToken":
          return verdict;
      }
    },
  };
}

function toPerson(user: z.infer<typeof userObject>, selection: PersonSelection): Person | undefined {
  try {
    return personOf(user, selection);
  } catch (error) {
    // A property that is nested more deeply than the stack is no property of Entra's.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function personOf(user: z.infer<typeof userObject>, selection: PersonSelection): Person | undefined {
  const objectId = parseObjectId(user.id);
  if (objectId === undefined) return undefined;
  const properties: PersonProperties = {
    userPrincipalName: asText(user.userPrincipalName),
    mail: asText(user.mail),
    onPremisesSamAccountName: asText(user.onPremisesSamAccountName),
    onPremisesImmutableId: asText(user.onPremisesImmutableId),
    employeeId: asText(user.employeeId),
    onPremisesSecurityIdentifier: asText(user.onPremisesSecurityIdentifier),
    onPremisesDomainName: asText(user.onPremisesDomainName),
  };
  const extra = Object.fromEntries(selection.extraProperties.map((name) => [name, asText(user[name])]));
  return { objectId, properties, extra };
}

/**
 * A property as text: "" where Entra has none, JSON for lists and objects. UTF-8 has no half characters (JSON has, as
 * escaped surrogates): they are U+FFFD from here on, or the state would hold another text than the files.
 */
function asText(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "string") return value.toWellFormed();
  return JSON.stringify(value);
}
