import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { compareSides } from "../../src/compare/compare.ts";
import type { Finding } from "../../src/compare/finding.ts";
import type { Side, SideEntry } from "../../src/compare/side.ts";
import { ExophotosError } from "../../src/errors.ts";
import type { JoinKey } from "../../src/model/join-key.ts";
import type { PicturePool } from "../../src/renditions/picture-work.ts";
import { collect } from "../manifest/sample-rows.ts";

/** Takes nothing for a picture. */
const pool: PicturePool = {
  carryOut: async (source) => {
    if (typeof source === "function") await source();
    return { kind: "refused", problem: "unknownType", rendition: undefined, message: "it is no picture" };
  },
  close: async () => {},
};

/** A side of so many people; `onRead` is called for each picture that is read. */
function sideOf(name: string, people: number, onRead: (locator: string) => string, checksum = true): Side {
  return {
    name,
    joinKeys: new Set<JoinKey>(["mail"]),
    entries: async function* () {
      for (let n = people; n > 0; n -= 1) yield entry(n, checksum);
    },
    read: async (locator) => Buffer.from(onRead(locator)),
  };
}

function entry(n: number, isKnown: boolean): SideEntry {
  const hex = createHash("sha256").update(`photo ${n}`).digest("hex");
  return {
    keys: { mail: `Person${String(n).padStart(4, "0")}@contoso.example` },
    locator: `photo ${n}`,
    checksum: isKnown ? { algorithm: "sha256", hex } : undefined,
    perceptualHash: undefined,
  };
}

function comparison(a: Side, b: Side, signal = new AbortController().signal): AsyncGenerator<Finding> {
  return compareSides({ a, b, join: "mail", distance: 16, pool, signal, onRead: () => {} });
}

test("No picture is read where both checksums are known, and people come in order of their key", async () => {
  const read: string[] = [];
  const onRead = (locator: string) => {
    read.push(locator);
    return locator;
  };
  const findings = await collect(comparison(sideOf("a", 300, onRead), sideOf("b", 299, onRead)));
  assert.deepEqual(read, []);
  assert.deepEqual(
    findings.map(({ key }) => key),
    Array.from({ length: 300 }, (_, n) => `person${String(n + 1).padStart(4, "0")}@contoso.example`),
  );
  assert.equal(findings.filter(({ result }) => result === "sameBytes").length, 299);
  assert.equal(findings.at(-1)?.result, "onlyInA");
  await collect(comparison(sideOf("a", 3, onRead), sideOf("b", 3, onRead, false)));
  assert.deepEqual(read.sort(), ["photo 1", "photo 2", "photo 3"]);
});

test("A picture that cannot be read or used is a finding, a side that goes away ends the comparison", async () => {
  const broken = sideOf("b", 2, () => "anything else", false);
  const findings = await collect(
    comparison(
      sideOf("a", 2, (locator) => locator),
      broken,
    ),
  );
  assert.deepEqual(
    findings.map((finding) => finding.result === "unreadable" && [finding.side, finding.problem]),
    [
      ["a", "it is no picture"],
      ["a", "it is no picture"],
    ],
  );
  const gone = new ExophotosError("unreachable", { host: "dc1", call: "read", problem: "reset", tries: 3 });
  const away = sideOf(
    "b",
    2,
    () => {
      throw gone;
    },
    false,
  );
  await assert.rejects(
    collect(
      comparison(
        sideOf("a", 2, (locator) => locator),
        away,
      ),
    ),
    gone,
  );
});

test("An interrupted comparison ends at once", async () => {
  const controller = new AbortController();
  const reason = new ExophotosError("interrupted", {});
  let taken = 0;
  const endless: Side = {
    ...sideOf("b", 1, (locator) => locator),
    entries: async function* () {
      for (let n = 0; ; n += 1) {
        if (n === 50) controller.abort(reason);
        taken = n;
        yield entry(n, true);
      }
    },
  };
  await assert.rejects(
    collect(
      comparison(
        sideOf("a", 1, (locator) => locator),
        endless,
        controller.signal,
      ),
    ),
    reason,
  );
  assert.equal(taken, 50);
});
