import { wanted } from "./find.js";
import { list, showFound } from "./list.js";
import { element, groups, people } from "./rows.js";

/** Groups that can be chosen from; search finds the others. */
const groupsToChoose = 1000;

const search = /** @type {HTMLInputElement} */ (element("search"));
const show = /** @type {HTMLSelectElement} */ (element("show"));
const group = /** @type {HTMLSelectElement} */ (element("group"));

function offerGroups() {
  const sizes = new Uint32Array(groups.length);
  for (const person of people) sizes[person[4]] = (sizes[person[4]] ?? 0) + 1;
  const places = [...groups.keys()].sort((a, b) => (sizes[b] ?? 0) - (sizes[a] ?? 0)).slice(0, groupsToChoose);
  for (const place of places.sort((a, b) => a - b))
    group.append(new Option(groups[place] || "(none given)", String(place)));
}

function narrow() {
  wanted.text = search.value;
  wanted.show = show.value;
  wanted.group = group.value === "" ? -1 : Number(group.value);
  showFound();
}

/** Narrows the list to a kind of people and a group, and goes there. @param {string} kind @param {number} place */
function narrowTo(kind, place) {
  if (place >= 0 && ![...group.options].some(({ value }) => value === String(place))) {
    group.append(new Option(groups[place], String(place)));
  }
  search.value = "";
  show.value = kind;
  group.value = place < 0 ? "" : String(place);
  narrow();
  element("everybody").scrollIntoView();
  list.focus({ preventScroll: true });
}

/** @param {HTMLElement} head */
function sortBy(head) {
  const sort = head.dataset.sort ?? "name";
  wanted.isDescending = wanted.sort === sort && !wanted.isDescending;
  wanted.sort = sort;
  showOrder();
  showFound();
}

function showOrder() {
  for (const head of document.querySelectorAll("[data-sort]")) {
    const isSorted = head instanceof HTMLElement && head.dataset.sort === wanted.sort;
    const order = wanted.isDescending ? "descending" : "ascending";
    head.parentElement?.setAttribute("aria-sort", isSorted ? order : "none");
  }
}

search.addEventListener("input", narrow);
show.addEventListener("change", narrow);
group.addEventListener("change", narrow);
document.addEventListener("click", ({ target }) => {
  const button = target instanceof Element ? target.closest("button") : null;
  if (button?.dataset.sort !== undefined) sortBy(button);
  if (button?.dataset.group !== undefined) narrowTo("without", groups.indexOf(button.dataset.group));
  if (button?.dataset.show !== undefined) narrowTo(button.dataset.show, -1);
});

offerGroups();
showOrder();
showFound();
