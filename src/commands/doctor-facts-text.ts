import type { Facts } from "../doctor/facts.ts";
import type { Counts } from "../doctor/tally.ts";
import { bytesWords } from "../model/quantities.ts";

/** The facts in lines of «name: numbers»; an issue can take them as they are. */
export function factsLines(facts: Facts): readonly string[] {
  const { people, askedTwice, batch, throttling, bytes } = facts;
  const rows: readonly (readonly [string, string])[] = [
    ["people asked about", `${people.asked}, with a photo ${people.withPhoto}`],
    ["«no photo» in metadata", counts(facts.missingPhoto)],
    ["ETag of the bytes is mediaEtag", counts(facts.valueEtag)],
    ["asked twice, same ETag", counts(askedTwice.sameEtag)],
    ["asked twice, same bytes", counts(askedTwice.sameBytes)],
    ["If-None-Match is answered", counts(facts.ifNoneMatch)],
    ["content types", counts(facts.contentTypes)],
    ["bytes begin like", counts(facts.signatures)],
    ["pixels", counts(facts.sizes)],
    ["bytes", bytes === undefined ? "-" : [bytes.least, bytes.median, bytes.most].map(bytesWords).join(" / ")],
    ["batch of photos, statuses", counts(batch.statuses)],
    ["batch has the same bytes", counts(batch.sameBytes)],
    ["answers 429", String(throttling.answers429)],
    ["Retry-After in seconds", counts(throttling.retryAfterSeconds)],
    ["headers about limits", counts(throttling.headers)],
  ];
  const width = Math.max(...rows.map(([name]) => name.length)) + 2;
  return ["", "Facts:", ...rows.map(([name, text]) => `  ${name.padEnd(width)}${text}`), ""];
}

function counts(seen: Counts): string {
  const parts = Object.entries(seen).map(([word, count]) => `${word}: ${count}`);
  return parts.length === 0 ? "-" : parts.join(", ");
}
