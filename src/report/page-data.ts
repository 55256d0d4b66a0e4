import { jsonInHtml } from "../platform/html-text.ts";
import { failureWords } from "./failure-words.ts";
import type { ReportPerson } from "./person.ts";

/*
 * What the page's script reads. page/rows.js says the same forms once more, in its own types.
 */

/** How somebody stands; the page knows each by its place in this list. */
const states = ["changed", "added", "removed", "photo", "none", "noMailbox"] as const;

/** The reasons of failures that are used, each told once. */
export class UsedReasons {
  readonly #places = new Map<string, number>();

  placeOf(reason: string): number {
    const place = this.#places.get(reason) ?? this.#places.size;
    this.#places.set(reason, place);
    return place;
  }

  inWords(): readonly { readonly what: string; readonly todo: string }[] {
    return [...this.#places.keys()].map(failureWords);
  }
}

/** A person as the page's script reads them: an array, as short as it can be. `group` is the place of their group. */
export function personData(person: ReportPerson, group: number, reasons: UsedReasons): string {
  const { photo, failure } = person;
  const data = [
    person.userPrincipalName,
    person.onPremisesSamAccountName,
    person.employeeId,
    person.objectId,
    group,
    states.indexOf(stateOf(person)),
    ...(photo === undefined ? [0, 0, 0, 0] : [photo.bytes, photo.width, photo.height, dayOf(photo.modified)]),
    ...(failure === undefined ? [] : [reasons.placeOf(failure.reason), failure.detail]),
  ];
  return jsonInHtml(data);
}

function stateOf({ photo, change, hasNoMailbox }: ReportPerson): (typeof states)[number] {
  if (change !== undefined) return change;
  if (photo !== undefined) return "photo";
  return hasNoMailbox ? "noMailbox" : "none";
}

const dayMs = 86_400_000;

/** Days since 1970. */
function dayOf(iso: string): number {
  return Math.floor(Date.parse(iso) / dayMs);
}

/** A JSON array in a script element of its own, written as its elements come. */
export async function* dataElement(
  id: string,
  elements: Iterable<string> | AsyncIterable<string>,
): AsyncGenerator<string> {
  yield `<script type="application/json" id="${id}">[`;
  let chunk: string[] = [];
  let before = "\n";
  for await (const element of elements) {
    chunk.push(element);
    if (chunk.length < elementsInChunk) continue;
    yield before + chunk.join(",\n");
    before = ",\n";
    chunk = [];
  }
  if (chunk.length > 0) yield before + chunk.join(",\n");
  yield "\n]</script>\n";
}

const elementsInChunk = 200;
