import { checksumAlgorithms } from "../model/checksum.ts";
import type { AttributePicture } from "../model/directory.ts";
import type { Database, Row } from "../store/database.ts";
import { domainOfSid } from "./identifiers.ts";
import { addWish, type NewWish, type Outcome, oneOf } from "./wish.ts";

/**
 * Finds each person's object: by the first of the joins by which there is one, and by that alone. Two objects are none,
 * and so is one object that two people come to. Each picture then is a wish; of those who have lost their photo, under
 * `remove`, the wish is that there is none.
 */
export function matchPeople(
  database: Database,
  attributes: readonly AttributePicture[],
  { remove }: { readonly remove: boolean },
): void {
  database.execute(`
    INSERT INTO matches (person, found, entry)
    SELECT person, count(*), min(entry)
    FROM person_keys AS keys JOIN entry_keys USING (kind, value)
    WHERE rank = (
      SELECT min(rank) FROM person_keys AS earlier JOIN entry_keys USING (kind, value)
      WHERE earlier.person = keys.person
    )
    GROUP BY person
  `);
  const domains = new Set(database.all("SELECT DISTINCT domain FROM entries").map((row) => String(row.domain)));
  database.transaction(() => {
    for (const person of database.iterate(everybody)) wishFor(database, person, attributes, domains, remove);
  });
}

const everybody = `
  SELECT people.*, found, guid, dn,
    EXISTS (SELECT 1 FROM person_keys WHERE person_keys.person = people.id) AS has_keys,
    (SELECT count(*) FROM matches AS other WHERE other.entry = matches.entry AND other.found = 1) AS sharing
  FROM people LEFT JOIN matches ON matches.person = people.id LEFT JOIN entries ON entries.id = matches.entry
  ORDER BY people.id
`;

function wishFor(
  database: Database,
  person: Row,
  attributes: readonly AttributePicture[],
  domains: ReadonlySet<string>,
  remove: boolean,
): void {
  if (person.has_photo === 0 && !remove) return;
  const outcome = matchOutcome(person, domains);
  const isMatched = outcome.result === "unseen";
  // Nothing is to be taken away from somebody who is not there.
  if (person.has_photo === 0 && (!isMatched || attributes.length === 0)) return;
  for (const { attribute, picture: name } of attributes) {
    const picture = database.get(
      "SELECT * FROM pictures WHERE person = ? AND attribute = ?",
      Number(person.id),
      attribute,
    );
    const wish: NewWish = {
      objectId: String(person.object_id),
      userPrincipalName: String(person.user_principal_name),
      guid: isMatched ? String(person.guid) : "",
      dn: isMatched ? String(person.dn) : "",
      attribute,
      file: String(picture?.file ?? ""),
      bytes: Number(picture?.bytes ?? 0),
      algorithm: picture === undefined ? "sha256" : oneOf(checksumAlgorithms, picture.algorithm),
      wanted: String(picture?.checksum ?? ""),
      onlyOver: undefined,
    };
    const lacksRendition = picture === undefined && person.has_photo === 1 && isMatched;
    addWish(database, wish, lacksRendition ? { result: "noRendition", detail: name } : outcome);
  }
}

function matchOutcome({ has_keys, found, sharing, sid }: Row, domains: ReadonlySet<string>): Outcome {
  if (has_keys === 0) return { result: "cloudOnly" };
  if (found === null) {
    const domain = domainOfSid(String(sid));
    return domain !== "" && !domains.has(domain)
      ? { result: "otherDomain" }
      : { result: "failed", problem: "notFound" };
  }
  if (Number(found) > 1) {
    return { result: "failed", problem: "ambiguous", detail: `${found} objects have what the person is found by` };
  }
  if (Number(sharing) > 1) {
    return { result: "failed", problem: "shared", detail: `${sharing} people of the export come to the same object` };
  }
  return { result: "unseen" };
}
