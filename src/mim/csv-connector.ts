import { type DelimitedOptions, writeDelimited } from "./delimited.ts";
import type { MimEntry } from "./entry.ts";

/**
 * Writes entries for Microsoft's Generic CSV connector: full files only, Binary in base64, True and False, `;` between
 * many values. The connector makes the DN itself: `CN=<anchor>,Object=User,O=CSV`.
 */
export function writeCsvConnector(
  entries: AsyncIterable<MimEntry>,
  options: Omit<DelimitedOptions, "hasChangeType" | "valueIn">,
): AsyncIterable<string> {
  const fromGraph = new Set(options.added.extraColumns);
  const valueIn = (column: string, value: string) => (fromGraph.has(column) ? connectorValue(value) : value);
  return writeDelimited(entries, { ...options, hasChangeType: false, valueIn });
}

/** Graph's other properties are in manifest.csv as text, or as JSON where they are none. */
function connectorValue(value: string): string {
  if (value === "true") return "True";
  if (value === "false") return "False";
  return value.startsWith("[") ? (manyValues(value) ?? value) : value;
}

/** The values of a JSON array with `;` between them; undefined when it is no array of texts and numbers. */
function manyValues(json: string): string | undefined {
  let values: unknown;
  try {
    values = JSON.parse(json);
  } catch {
    return undefined;
  }
  const isList = Array.isArray(values) && values.every((one) => typeof one === "string" || typeof one === "number");
  return isList ? (values as (string | number)[]).join(";") : undefined;
}
