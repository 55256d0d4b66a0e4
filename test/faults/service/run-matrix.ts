import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { createCertificateAuthority } from "../../platform/certificate-authority.ts";
import { serveHttps } from "../../platform/loopback.ts";
import { type CallKind, callKinds, flagsFor } from "./call-kinds.ts";
import { installConditions } from "./conditions.ts";
import { type MatrixCase, MatrixWorld } from "./matrix-world.ts";
import { type MatrixRow, readMatrix } from "./read-matrix.ts";
import { type ServiceFault, serviceFault } from "./service-faults.ts";

/** A case with what must come of it. */
interface DueCase extends MatrixCase {
  readonly name: string;
  readonly expected: string;
}

const lanes = 6;

/**
 * Plays the cells of the table. What a pass gets over where it happens once happens to all kinds in one pass. `every` is
 * all of it; otherwise of a row of statuses the first, and of what is played for each kind by itself a quarter, of each row
 * and each column some. Returns the number of cases; fails with all that ended in another way than the table says.
 */
export async function runMatrix(t: TestContext, { every }: { readonly every: boolean }): Promise<number> {
  const impostor = await serveHttps(createCertificateAuthority().issue(["localhost"]), (_, response) => response.end());
  t.after(() => impostor.close());
  const { run } = installConditions(t, { untrusted: impostor.url.origin });
  const { rows } = await readMatrix();
  const due = rows.flatMap((row, at) =>
    (every ? row.faults : row.faults.slice(0, 1)).flatMap((name) => casesOf(row, name, every ? undefined : at)),
  );
  const wrong: string[] = [];
  const queues = Map.groupBy(due, ({ kinds: [first = "token"] }) => JSON.stringify(flagsFor(first)));
  const longest = Math.max(...[...queues.values()].map(({ length }) => length));
  await Promise.all(
    [...queues].flatMap(([flags, queue]) =>
      Array.from({ length: Math.ceil((lanes * queue.length) / longest / 1.5) }, async () => {
        const world = await MatrixWorld.open(t, run, JSON.parse(flags) as string[]);
        for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
          const { name, extent, kinds, expected } = next;
          const outcome = await world.play(next).catch((error: unknown) => String(error));
          if (!isMet(expected, outcome))
            wrong.push(`${name}, ${extent}, ${kinds.join(" + ")}: ${outcome}, not ${expected}`);
        }
      }),
    ),
  );
  assert.deepEqual(wrong, []);
  return due.length;
}

function isMet(expected: string, outcome: string): boolean {
  if (expected === "4 some") return outcome.startsWith("4 ");
  return expected.split(" or ").includes(outcome);
}

/** `row` is undefined where every case is wanted. */
function casesOf({ cells }: MatrixRow, name: string, row: number | undefined): readonly DueCase[] {
  const fault = serviceFault(name) as ServiceFault;
  const cases: DueCase[] = [];
  const gotOver = new Map<string, CallKind[]>();
  for (const [column, kind] of callKinds.entries()) {
    const cell = cells.get(kind);
    if (cell === undefined || "reason" in cell) continue;
    const isWanted = row === undefined || (row + column) % 4 === 0;
    const alone = { name, kinds: [kind], fault, isFollowed: true };
    if (cell.lasting !== undefined && isWanted) cases.push({ ...alone, extent: "lasting", expected: cell.lasting });
    if (cell.once === "0" && fault.kind !== "event") {
      const flags = JSON.stringify(flagsFor(kind));
      gotOver.set(flags, [...(gotOver.get(flags) ?? []), kind]);
    } else if (isWanted) cases.push({ ...alone, extent: "once", expected: cell.once });
  }
  const isFollowed = row === undefined;
  for (const kinds of gotOver.values()) cases.push({ name, kinds, fault, extent: "once", expected: "0", isFollowed });
  return cases;
}
