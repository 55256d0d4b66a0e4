import { type Answer, bodyBytes } from "../../../src/simulator/answer.ts";
import type { Fault } from "../../../src/simulator/faults.ts";

/** A JSON object of an answer, as it was parsed. */
export type Json = Record<string, unknown>;

/** An answer of status 200 with its JSON edited; others stay as they are. */
export function editedJson(answer: Answer, edit: (json: Json) => unknown): Answer {
  if (answer.status !== 200 || answer.body.kind !== "json") return answer;
  const json = JSON.parse(bodyBytes(answer.body).toString("utf8")) as Json;
  return { ...answer, body: { kind: "json", text: JSON.stringify(edit(json)) } };
}

/** A fault that edits the JSON of good answers. */
export function jsonFault(edit: (json: Json) => unknown): Fault {
  return { kind: "changed", change: (regular) => editedJson(regular, edit) };
}

/** A fault that edits the items of a batch's answer. */
export function itemsFault(edit: (items: readonly Json[]) => readonly unknown[]): Fault {
  return jsonFault((json) => ({ ...json, responses: edit(json.responses as Json[]) }));
}
