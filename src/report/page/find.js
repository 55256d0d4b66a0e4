import { groupOf, hasFailed, hasPhoto, isChanged, people } from "./rows.js";

/** @typedef {import("./rows.js").Person} Person */

/** What the list is narrowed to, and its order. */
export const wanted = { text: "", show: "all", group: -1, sort: "name", isDescending: false };

/** What search looks in, in small letters. */
const texts = people.map((person) =>
  `${person[0]}\n${person[1]}\n${person[2]}\n${person[3]}\n${groupOf(person)}`.toLowerCase(),
);

/** Numbers to sort by: names and groups come in their order. @type {Record<string, (person: Person, place: number) => number>} */
const sortKeys = {
  name: (_, place) => place,
  group: (person) => person[4],
  state: (person) => (hasFailed(person) ? -1 : person[5]),
  pixels: (person) => person[7] * person[8],
  bytes: (person) => person[6],
  day: (person) => person[9],
};

/** Places of everybody in an order, each made when it is first asked for. @type {Map<string, Uint32Array>} */
const orders = new Map();

/** @param {string} sort */
function orderBy(sort) {
  const known = orders.get(sort);
  if (known !== undefined) return known;
  const keys = Float64Array.from(people, sortKeys[sort] ?? ((_, place) => place));
  const order = Uint32Array.from(people, (_, place) => place);
  if (sort !== "name") order.sort((a, b) => (keys[a] ?? 0) - (keys[b] ?? 0) || a - b);
  orders.set(sort, order);
  return order;
}

/** @type {Record<string, (person: Person) => boolean>} */
const shows = {
  all: () => true,
  changed: isChanged,
  without: (person) => !hasPhoto(person),
  failed: hasFailed,
};

/** The places of those who are wanted, in the wanted order. */
export function findPeople() {
  const order = orderBy(wanted.sort);
  const words = wanted.text.toLowerCase().split(/\s+/).filter(Boolean);
  const isShown = shows[wanted.show] ?? (() => true);
  const found = new Uint32Array(order.length);
  let count = 0;
  for (let step = 0; step < order.length; step += 1) {
    const place = order[wanted.isDescending ? order.length - 1 - step : step] ?? 0;
    const person = people[place];
    if (person === undefined || !isShown(person)) continue;
    if (wanted.group >= 0 && person[4] !== wanted.group) continue;
    const text = texts[place] ?? "";
    if (!words.every((word) => text.includes(word))) continue;
    found[count] = place;
    count += 1;
  }
  return found.subarray(0, count);
}
