/** An Entra object id: a GUID in lower case. The only thing a person is ever addressed by. */
export type ObjectId = string & { readonly __brand: "ObjectId" };

const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The object id that a text holds, in lower case, or undefined when it is no GUID. */
export function parseObjectId(text: string): ObjectId | undefined {
  const lower = text.trim().toLowerCase();
  return guid.test(lower) ? (lower as ObjectId) : undefined;
}
