import { groupOf, hasFailed, hasPhoto, people, pictures, reasons, stateOf, stateWords } from "./rows.js";

/** @typedef {import("./rows.js").Person} Person */

/**
 * @param {string} tag
 * @param {string} className
 * @param {readonly (Node | string)[]} content
 */
export function make(tag, className, ...content) {
  const made = document.createElement(tag);
  if (className !== "") made.className = className;
  made.append(...content);
  return made;
}

/** A number as 12,345. @param {number} count */
export const grouped = (count) => count.toLocaleString("en-US");

/** @param {number} bytes */
export function bytesWords(bytes) {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 999_500 ? `${Math.round(bytes / 1000)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

/** @param {number} day */
export const dayWords = (day) => new Date(day * 86_400_000).toISOString().slice(0, 10);

/** @param {Person} person */
export const pixelsWords = (person) => `${grouped(person[7])} × ${grouped(person[8])}`;

/**
 * A small picture, or a square that says why there is none.
 * @param {string | null | undefined} picture
 * @param {string} alt
 * @param {string} instead
 */
export function pictureOf(picture, alt, instead) {
  if (picture === null || picture === undefined) return make("span", "nopicture", instead);
  const image = document.createElement("img");
  image.src = `data:image/jpeg;base64,${picture}`;
  image.alt = alt;
  image.width = 96;
  image.height = 96;
  return image;
}

/** @param {Person} person */
export function stateChip(person) {
  const state = stateOf(person);
  const chips = [make("span", `chip ${state}`, stateWords[state])];
  if (hasFailed(person)) chips.push(make("span", "chip failed", "Failed"));
  return chips;
}

/** Everything about one person. @param {number} place */
export function detailOf(place) {
  const person = people[place];
  if (person === undefined) return [];
  const shown = pictures.get(place);
  /** @type {[string, string][]} */
  const facts = [
    ["Object id", person[3]],
    ["Account", person[1]],
    ["Employee id", person[2]],
    [groupTitle, groupOf(person)],
    [
      "Photo",
      hasPhoto(person)
        ? `${pixelsWords(person)} pixels, ${bytesWords(person[6])}, first seen ${dayWords(person[9])}`
        : "",
    ],
  ];
  const reason = person[10] === undefined ? undefined : reasons[person[10]];
  if (reason !== undefined) {
    facts.push(["Failed", [reason.what, person[11]].filter(Boolean).join(": ")], ["What to do", reason.todo]);
  }
  const list = make("dl", "");
  for (const [name, value] of facts) if (value !== "") list.append(make("dt", "", name), make("dd", "", value));
  const images = [shown?.before, shown?.now].filter((one) => typeof one === "string");
  return [
    make("div", "pictures", ...images.map((one) => pictureOf(one, "", ""))),
    make("div", "", make("h3", "", person[0] || person[3]), make("p", "", ...stateChip(person)), list),
  ];
}

const groupTitle = document.querySelector("label[for=group]")?.textContent ?? "";
