import assert from "node:assert/strict";
import { test } from "node:test";
import { type NextRow, nextRow, type RowFacts, type RowSettings } from "../../src/plan/next-row.ts";
import { rowChange } from "../../src/plan/row-change.ts";
import { person, photo, row } from "./sample-plan.ts";

const settings: RowSettings = { rows: "photos", basicColumns: false, extraColumns: [], renditions: [] };
const [old, fresh] = [photo("0a"), photo("0b")];
const facts: RowFacts = {
  person,
  standing: "current",
  photo: old,
  published: row(old),
  photoGone: false,
  perceptualHash: undefined,
};
const gone = { photoGone: true };
const never = { photo: undefined, published: undefined };
const listedBare = { photo: undefined, published: row(undefined) };
const nobody: NextRow = { row: undefined, removal: undefined };

const cases: readonly [
  about: string,
  change: Partial<RowFacts>,
  rows: RowSettings["rows"],
  next: NextRow,
  as: string | undefined,
][] = [
  ["an unchanged photo", {}, "photos", { row: row(old), removal: undefined }, "Modify attributes"],
  ["a new photo", { photo: fresh }, "photos", { row: row(fresh), removal: undefined }, "Modify photo"],
  ["a first photo", { published: undefined }, "photos", { row: row(old), removal: undefined }, "Add photo"],
  ["no answer", { photo: undefined }, "photos", { row: row(old), removal: undefined }, "Modify attributes"],
  ["a denied photo", gone, "photos", { row: undefined, removal: "photoRemoved" }, "Delete photoRemoved"],
  ["a denied photo", gone, "people", { row: row(undefined), removal: "photoRemoved" }, "Modify photoRemoved"],
  ["a denied photo that was never listed", { ...gone, published: undefined }, "photos", nobody, undefined],
  ["nobody's photo", never, "photos", nobody, undefined],
  ["nobody's photo", never, "people", { row: row(undefined), removal: undefined }, "Add attributes"],
  ["still no photo", listedBare, "people", { row: row(undefined), removal: undefined }, "Modify attributes"],
  ["a photo at last", { published: row(undefined) }, "people", { row: row(old), removal: undefined }, "Modify photo"],
  ["a bare row", listedBare, "photos", { row: undefined, removal: undefined }, "Delete attributes"],
  ["who left", { standing: "left" }, "people", { row: undefined, removal: "left" }, "Delete left"],
  ["who left unlisted", { standing: "left", published: undefined }, "photos", nobody, undefined],
  [
    "who is not chosen",
    { standing: "outOfChoice" },
    "photos",
    { row: undefined, removal: "outOfChoice" },
    "Delete outOfChoice",
  ],
  [
    "who was not meant",
    { standing: "untouched", photo: fresh },
    "photos",
    { row: row(old), removal: undefined },
    "Modify attributes",
  ],
  ["who was not meant and not listed", { ...never, standing: "untouched" }, "people", nobody, undefined],
];

for (const [about, change, rows, next, as] of cases) {
  test(`Under --rows ${rows}, ${about}: ${as ?? "no row, no change"}`, () => {
    const given = { ...facts, ...change };
    assert.deepEqual(nextRow(given, { ...settings, rows }), next);
    const became = rowChange(given.published, next.row, next.removal);
    assert.equal(became && `${became.changeType} ${became.reason}`, as);
  });
}

test("A row has the columns that the settings name, also one that is kept from before", () => {
  const wide = { ...settings, extraColumns: ["city", "jobTitle"] };
  assert.deepEqual(nextRow(facts, wide).row?.extra, { city: "Bern", jobTitle: "" });
  const published = { ...row(old), extra: { city: "Basel", department: "Sales" } };
  assert.deepEqual(nextRow({ ...facts, standing: "untouched", published }, wide).row?.extra, {
    city: "Basel",
    jobTitle: "",
  });
});

test("--basic-columns keeps userPrincipalName and mail alone", () => {
  const properties = nextRow(facts, { ...settings, basicColumns: true }).row?.properties ?? {};
  const filled = Object.entries(properties).filter(([, value]) => value !== "");
  assert.deepEqual(filled.map(([name]) => name).sort(), ["mail", "userPrincipalName"]);
});
