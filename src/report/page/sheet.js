import { grouped, make, pictureOf } from "./person.js";
import { groupOf, people, pictures, stateOf } from "./rows.js";

/** People that a sheet shows at first, and more each time it is asked for. */
const peopleInSheet = 60;

/** @param {number} place */
function card(place) {
  const person = people[place];
  if (person === undefined) return make("li", "card");
  const shown = pictures.get(place);
  const state = stateOf(person);
  const instead = shown === undefined ? "not in this page" : "no longer kept";
  const before = state === "added" ? [] : [pictureOf(shown?.before, "Before", instead)];
  const now = state === "removed" ? [] : [pictureOf(shown?.now, "Now", instead)];
  const arrow = make("span", "arrow", "→");
  arrow.setAttribute("aria-hidden", "true");
  const between = before.length > 0 && now.length > 0 ? [arrow] : [];
  return make(
    "li",
    "card",
    make("div", "pair", ...before, ...between, ...now),
    make("span", "name", ...breakable(person[0] || person[3])),
    make("span", "note", groupOf(person)),
  );
}

/** A name that breaks before its domain rather than anywhere. @param {string} name */
function breakable(name) {
  const at = name.lastIndexOf("@");
  return at < 0 ? [name] : [name.slice(0, at), make("wbr", ""), name.slice(at)];
}

/** Fills the sheet of one kind of change. @param {HTMLElement} sheet */
function fillSheet(sheet) {
  const kind = sheet.dataset.sheet ?? "";
  const more = document.querySelector(`[data-more="${kind}"]`);
  if (!(more instanceof HTMLElement)) return;
  const all = Number(more.dataset.all);
  const places = [...people.keys()].filter((place) => people[place] !== undefined && stateOf(people[place]) === kind);
  // Those with a picture first: the others did not have room.
  places.sort((a, b) => Number(pictures.has(b)) - Number(pictures.has(a)) || a - b);
  const button = more.querySelector("button");
  const status = more.querySelector("[role=status]");
  const show = () => {
    const begin = sheet.children.length;
    sheet.append(...places.slice(begin, begin + peopleInSheet).map(card));
    const count = sheet.children.length;
    if (status !== null) status.textContent = `${grouped(count)} of ${grouped(all)} shown.`;
    if (button !== null) button.hidden = count >= places.length;
    more.hidden = count === all;
  };
  button?.addEventListener("click", show);
  show();
}

for (const sheet of document.querySelectorAll("[data-sheet]")) {
  if (sheet instanceof HTMLElement) fillSheet(sheet);
}
