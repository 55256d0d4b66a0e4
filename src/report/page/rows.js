/*
 * The page's data. What comes from the tenant only ever becomes text.
 */

/**
 * A person: userPrincipalName, sAMAccountName, employee id, object id, place of the group, place of the state; of the photo
 * bytes, width, height and the day it was first seen (since 1970), all 0 where there is none; of a failure the place of its
 * reason, and details.
 * @typedef {[string, string, string, string, number, number, number, number, number, number, number?, string?]} Person
 */

/** @typedef {{ readonly what: string, readonly todo: string }} Reason */
/** Small pictures as JPEG in base64; null where one is not to be had. @typedef {{ now: string | null, before: string | null }} Pictures */

/** @param {string} id */
export function element(id) {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no ${id}`);
  return found;
}

/** @param {string} id */
function dataOf(id) {
  return JSON.parse(element(id).textContent ?? "[]");
}

/** @type {readonly string[]} */
export const groups = dataOf("groups");
/** @type {readonly Person[]} */
export const people = dataOf("people");
/** @type {readonly Reason[]} */
export const reasons = dataOf("reasons");

/** By the place of the person. */
export const pictures = new Map(
  /** @type {[number, string | null, string | null][]} */ (dataOf("pictures")).map(([place, now, before]) => [
    place,
    /** @type {Pictures} */ ({ now, before }),
  ]),
);

/** In the order of page-data.ts; the first three are changes of the last published pass. */
const states = /** @type {const} */ (["changed", "added", "removed", "photo", "none", "noMailbox"]);
export const stateWords = {
  changed: "Changed",
  added: "New",
  removed: "Removed",
  photo: "Photo",
  none: "No photo",
  noMailbox: "No mailbox",
};

/** @param {Person} person */
export const stateOf = (person) => states[person[5]] ?? "none";
/** @param {Person} person */
export const groupOf = (person) => groups[person[4]] ?? "";
/** @param {Person} person */
export const hasPhoto = (person) => person[6] > 0;
/** @param {Person} person */
export const hasFailed = (person) => person[10] !== undefined;
/** @param {Person} person */
export const isChanged = (person) => person[5] < 3;
