import assert from "node:assert/strict";
import { test } from "node:test";
import { callKinds, isItemKind } from "./service/call-kinds.ts";
import { readMatrix } from "./service/read-matrix.ts";
import { runMatrix } from "./service/run-matrix.ts";
import { namedFaults, serviceFault } from "./service/service-faults.ts";

test("every kind of call has an expectation for every fault, or says why there is none", async () => {
  const { kinds, rows, reasons } = await readMatrix();
  assert.deepEqual(kinds, callKinds);
  const faults = rows.flatMap((row) => row.faults);
  assert.deepEqual(
    faults.filter((name) => namedFaults.includes(name) || !/^\d\d\d$/.test(name)).toSorted(),
    namedFaults.toSorted(),
  );
  assert.equal(new Set(faults).size, faults.length);
  for (const { faults: names, cells } of rows) {
    assert.equal(cells.size, callKinds.length, names.join());
    for (const [kind, cell] of cells) {
      const [fault] = names.map(serviceFault);
      assert.ok(fault !== undefined, names.join());
      if ("reason" in cell) assert.ok(reasons.includes(cell.reason), `${names.join()}, ${kind}: ${cell.reason}`);
      else assert.equal(cell.lasting === undefined, fault.kind === "event", `${names.join()}, ${kind}`);
      // Only answers that say that there is no photo may leave anybody without one.
      const isDenial = names.includes("404");
      if (!("reason" in cell) && !isDenial) assert.doesNotMatch(`${cell.once} ${cell.lasting}`, /without/);
      if (isItemKind(kind)) assert.notEqual(fault.kind, "reason" in cell ? "" : "network");
    }
  }
});

test("whatever goes wrong with a service, a pass ends as the table says, loses nobody, and the next one is right", async (t) => {
  const cases = await runMatrix(t, { every: false });
  t.diagnostic(`${cases} disturbed passes`);
});
