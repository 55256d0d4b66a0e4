import { findPeople } from "./find.js";
import { bytesWords, dayWords, detailOf, grouped, make, pictureOf, pixelsWords, stateChip } from "./person.js";
import { element, groupOf, hasPhoto, people, pictures } from "./rows.js";

/** Height of a row in pixels, as list.css has it. */
const rowHeight = 56;
/** Rows kept ready above and below those that are seen. */
const spare = 6;
/** Rows that are printed. */
const printedRows = 200;

export const list = element("list");
const body = element("body");
/** Places of the people in the list. */
let found = findPeople();
/** Which of them the keyboard stands on; -1 = none yet. */
let active = -1;
let isPrinting = false;
/** Rows in use, each for the index that it has; they are used again for others. @type {Map<number, HTMLElement>} */
const rows = new Map();

/** @param {HTMLElement} row @param {number} index */
function fillRow(row, index) {
  const place = found[index] ?? 0;
  const person = people[place];
  if (person === undefined) return;
  const shown = pictures.get(place);
  const more = [person[1], person[2]].filter(Boolean).join(" · ");
  const photo = hasPhoto(person);
  /** @type {[string, (Node | string)[]][]} */
  const cells = [
    ["of-picture", [pictureOf(shown?.now ?? shown?.before, "", photo ? "·" : "")]],
    [
      "of-name",
      [
        make("span", "name", person[0] || person[3]),
        make("span", "note", more),
        make("span", "note narrow", groupOf(person)),
      ],
    ],
    ["of-group", [groupOf(person)]],
    ["of-state", stateChip(person)],
    ["of-pixels", [photo ? pixelsWords(person) : ""]],
    ["of-bytes", [photo ? bytesWords(person[6]) : ""]],
    ["of-day", [photo ? dayWords(person[9]) : ""]],
  ];
  row.replaceChildren(
    ...cells.map(([className, content]) => {
      const cell = make("div", className, ...content);
      cell.setAttribute("role", "gridcell");
      return cell;
    }),
  );
  row.id = `row-${index}`;
  row.setAttribute("aria-rowindex", String(index + 2));
  row.classList.toggle("active", index === active);
}

function newRow() {
  const row = make("div", "row");
  row.setAttribute("role", "row");
  return row;
}

/** Shows the rows that can be seen where the list is scrolled to, and no others. */
function showRows() {
  if (isPrinting) return;
  const first = Math.max(0, Math.floor(list.scrollTop / rowHeight) - spare);
  const last = Math.min(found.length, Math.ceil((list.scrollTop + list.clientHeight) / rowHeight) + spare);
  /** @type {HTMLElement[]} */
  const free = [];
  for (const [index, row] of rows) {
    if (index >= first && index < last) continue;
    rows.delete(index);
    row.remove();
    free.push(row);
  }
  // From the last to the first, each before the next: a screen reader goes by the order of the elements.
  /** @type {HTMLElement | null} */
  let next = null;
  for (let index = last - 1; index >= first; index -= 1) {
    let row = rows.get(index);
    if (row === undefined) {
      row = free.pop() ?? newRow();
      fillRow(row, index);
      row.style.transform = `translateY(${index * rowHeight}px)`;
      rows.set(index, row);
    }
    if (row.parentNode !== body || row.nextSibling !== next) body.insertBefore(row, next);
    next = row;
  }
}

/** Finds again and shows it from the top. */
export function showFound() {
  found = findPeople();
  active = -1;
  for (const row of rows.values()) row.remove();
  rows.clear();
  body.style.height = `${found.length * rowHeight}px`;
  list.scrollTop = 0;
  list.removeAttribute("aria-activedescendant");
  list.setAttribute("aria-rowcount", String(found.length + 1));
  list.classList.toggle("none", found.length === 0);
  const all = grouped(people.length);
  element("hits").textContent =
    found.length === 0
      ? `Nobody of ${all} matches.`
      : found.length === people.length
        ? `${all} people.`
        : `${grouped(found.length)} of ${all} people.`;
  showRows();
}

/** Stands on a row and brings it into view. @param {number} index */
function goTo(index) {
  if (found.length === 0) return;
  rows.get(active)?.classList.remove("active");
  active = Math.max(0, Math.min(found.length - 1, index));
  const top = active * rowHeight;
  const room = list.clientHeight - headHeight();
  if (top < list.scrollTop) list.scrollTop = top;
  else if (top + rowHeight > list.scrollTop + room) list.scrollTop = top + rowHeight - room;
  showRows();
  rows.get(active)?.classList.add("active");
  list.setAttribute("aria-activedescendant", `row-${active}`);
}

/** The head stays above the rows when they are scrolled. */
function headHeight() {
  return list.firstElementChild instanceof HTMLElement ? list.firstElementChild.offsetHeight : 0;
}

function showDetail() {
  const place = found[active];
  if (active < 0 || place === undefined) return;
  const detail = element("detail");
  detail.replaceChildren(...detailOf(place));
  detail.hidden = false;
}

/** How far a key goes, in rows. @param {string} key */
function stepOf(key) {
  const page = Math.max(1, Math.floor((list.clientHeight - headHeight()) / rowHeight) - 1);
  /** @type {Record<string, number>} */
  const steps = {
    ArrowDown: 1,
    ArrowUp: -1,
    PageDown: page,
    PageUp: -page,
    Home: Number.NEGATIVE_INFINITY,
    End: Number.POSITIVE_INFINITY,
  };
  return steps[key];
}

list.addEventListener("scroll", showRows, { passive: true });
list.addEventListener("keydown", (event) => {
  if (event.target !== list || event.altKey || event.ctrlKey || event.metaKey) return;
  const step = stepOf(event.key);
  if (step !== undefined)
    goTo(active < 0 && Number.isFinite(step) ? Math.floor(list.scrollTop / rowHeight) : active + step);
  else if (event.key === "Enter" || event.key === " ") showDetail();
  else return;
  event.preventDefault();
});
body.addEventListener("click", (event) => {
  const row = event.target instanceof Element ? event.target.closest("[role=row]") : null;
  if (row === null) return;
  goTo(Number(row.getAttribute("aria-rowindex")) - 2);
  showDetail();
});
new ResizeObserver(showRows).observe(list);

/** On paper the list is its first rows, one below the other. */
window.addEventListener("beforeprint", () => {
  isPrinting = true;
  const printed = [];
  for (let index = 0; index < Math.min(found.length, printedRows); index += 1) {
    const row = newRow();
    fillRow(row, index);
    printed.push(row);
  }
  body.replaceChildren(...printed);
  body.style.height = "auto";
  rows.clear();
  const note = element("printed");
  note.textContent = `The first ${grouped(printed.length)} of ${grouped(found.length)} people; the page itself lists all of them.`;
  note.hidden = found.length <= printedRows;
});
window.addEventListener("afterprint", () => {
  isPrinting = false;
  body.replaceChildren();
  body.style.height = `${found.length * rowHeight}px`;
  element("printed").hidden = true;
  showRows();
});
