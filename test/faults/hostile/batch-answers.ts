import assert from "node:assert/strict";
import fc from "fast-check";
import { readBatch } from "../../../src/graph/batch.ts";
import { parseBatchJson, RawText } from "../../../src/graph/batch-json.ts";
import { readMetadata, readPhoto } from "../../../src/graph/photos.ts";
import { mutations } from "./mutated-bytes.ts";

const longBody = fc
  .tuple(
    fc.constantFrom("/9j/4AAQ", "é", "漢", "\\n", "\\u0000", 'a\\"b', '","body":"', "\n", "\u0000", " "),
    fc.integer({ min: 1, max: 900 }),
  )
  .map(([text, times]) => text.repeat(times));
const key = fc.constantFrom("id", "status", "headers", "body", "responses", "error", "__proto__", "constructor", "a");
const json = fc.letrec<{ readonly value: unknown; readonly object: unknown }>((tie) => ({
  object: fc.dictionary(key, tie("value"), { maxKeys: 4 }),
  value: fc.oneof(
    { maxDepth: 5 },
    fc.constantFrom(null, true, 0, -1, 1e308, 200, 404, 429, "", "0", "1"),
    fc.string({ unit: "binary", maxLength: 20 }),
    longBody,
    fc.array(tie("value"), { maxLength: 4 }),
    tie("object"),
  ),
})).value;
const item = fc.record(
  {
    id: fc.oneof(fc.constantFrom("0", "1", "2", 0, 1, "", "00", null), json),
    status: fc.oneof(fc.constantFrom(200, 404, 429, 503, 204), json),
    headers: fc.oneof(fc.constant({ "Content-Type": "image/jpeg", ETag: '"A"' }), json),
    body: fc.oneof(longBody, json),
  },
  { requiredKeys: [] },
);
const answer = fc.oneof(fc.record({ responses: fc.array(fc.oneof(item, json), { maxLength: 6 }) }), json);
const bytes = fc
  .tuple(answer, fc.constantFrom(undefined, 1, "\t"))
  .map(([value, indent]) => Buffer.from(JSON.stringify(value, undefined, indent) ?? "null"));

/** Holds the parser of batches against JSON.parse, and what is read of one against what was asked. */
export function fuzzBatchAnswers(runs: number): void {
  fc.assert(
    fc.property(fc.oneof(bytes, mutations(bytes)), (given) => {
      const parsed = outcomeOf(() => parseBatchJson(Buffer.from(given)));
      const oracle = outcomeOf(() => JSON.parse(given.toString("utf8")));
      if ("value" in parsed && !("value" in oracle)) {
        // A long text is not searched for control characters, which JSON wants to have escaped.
        const lenient: unknown = JSON.parse(withoutControls(given.toString("utf8")));
        assert.equal(withoutControls(JSON.stringify(asText(parsed.value))), withoutControls(JSON.stringify(lenient)));
      } else {
        assert.deepEqual("value" in parsed ? { value: asText(parsed.value) } : parsed, oracle);
      }
      if (!("value" in parsed)) return;
      const answers = readBatch(parsed.value, 3) ?? new Map();
      for (const [place, read] of answers) {
        assert.ok([0, 1, 2].includes(place));
        assert.ok(
          Object.entries(read.headers).every(([name, text]) => name === name.toLowerCase() && typeof text === "string"),
        );
        readMetadata(read);
        readPhoto(read);
      }
    }),
    { numRuns: runs },
  );
}

function outcomeOf(act: () => unknown): { readonly value: unknown } | { readonly error: "SyntaxError" } {
  try {
    return { value: act() };
  } catch (error) {
    assert.ok(error instanceof SyntaxError, String(error));
    return { error: "SyntaxError" };
  }
}

function withoutControls(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is meant.
  return text.replace(/[\u0000-\u001f]|\\u00[01][0-9a-f]|\\[bfnrt]/g, " ");
}

/** What was parsed, with the raw texts as ordinary ones. */
function asText(value: unknown): unknown {
  if (value instanceof RawText) return value.bytes.toString("utf8");
  if (Array.isArray(value)) return value.map(asText);
  if (typeof value !== "object" || value === null) return value;
  const copy: Record<string, unknown> = {};
  for (const [name, inner] of Object.entries(value)) {
    Object.defineProperty(copy, name, { value: asText(inner), enumerable: true, configurable: true, writable: true });
  }
  return copy;
}
